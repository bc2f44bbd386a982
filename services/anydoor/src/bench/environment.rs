//! What a number was measured on. A number without this says nothing.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use super::load;

/// How many times the disk is asked.
const FSYNCS: usize = 200;

/// The machine, the disk under the state, and the program.
#[derive(Debug, Serialize)]
pub(crate) struct Environment {
    cpu: String,
    cores: usize,
    memory_mib: u64,
    kernel: String,
    /// The load of the last minute before the benchmark began: others share the machine.
    load_average: String,
    /// What the state lies on.
    filesystem: String,
    /// The median of an `fdatasync` after 4 KiB, in microseconds.
    fsync_p50_us: u64,
    build: &'static str,
    anydoor: &'static str,
    sqlite: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nats_server: Option<String>,
}

impl Environment {
    /// Looks around, and measures the disk that holds this folder.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub(crate) fn look(folder: &Path, nats_server: Option<String>) -> anyhow::Result<Self> {
        Ok(Self {
            cpu: entry("/proc/cpuinfo", "model name")
                .unwrap_or_else(|| std::env::consts::ARCH.into()),
            cores: std::thread::available_parallelism()?.get(),
            memory_mib: memory_mib().unwrap_or_default(),
            kernel: line("/proc/sys/kernel/osrelease"),
            load_average: line("/proc/loadavg").split(' ').next().unwrap_or_default().into(),
            filesystem: filesystem(&folder.canonicalize()?),
            fsync_p50_us: fsync_p50_us(folder)?,
            build: if cfg!(debug_assertions) {
                "debug: its numbers say nothing"
            } else {
                "release"
            },
            anydoor: env!("CARGO_PKG_VERSION"),
            sqlite: journal::ceiling::sqlite_version(),
            nats_server,
        })
    }
}

impl std::fmt::Display for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (gib, ms) = (self.memory_mib as f64 / 1024.0, self.fsync_p50_us as f64 / 1000.0);
        writeln!(f, "cpu     {}, {} cores, load {}", self.cpu, self.cores, self.load_average)?;
        writeln!(f, "memory  {gib:.1} GiB")?;
        writeln!(f, "kernel  Linux {}", self.kernel)?;
        writeln!(f, "disk    {}, fsync p50 {ms:.2} ms", self.filesystem)?;
        write!(f, "build   anydoor {} ({}), SQLite {}", self.anydoor, self.build, self.sqlite)?;
        self.nats_server.iter().try_for_each(|version| write!(f, ", nats-server {version}"))
    }
}

fn line(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default().trim().into()
}

/// The value of the first line that begins with this name.
fn entry(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let (_, value) = text.lines().find(|line| line.starts_with(name))?.split_once(':')?;
    Some(value.trim().into())
}

fn memory_mib() -> Option<u64> {
    let kib: u64 = entry("/proc/meminfo", "MemTotal")?.split(' ').next()?.parse().ok()?;
    Some(kib / 1024)
}

/// The type of the filesystem that holds a path: that of the longest mount point above it.
fn filesystem(path: &Path) -> String {
    let mounts = line("/proc/self/mounts");
    let mounts = mounts.lines().filter_map(|mount| {
        let mut fields = mount.split(' ').skip(1);
        Some((fields.next()?, fields.next()?))
    });
    let above = mounts.filter(|(point, _)| path.starts_with(point));
    above.max_by_key(|(point, _)| point.len()).map_or("unknown", |(_, kind)| kind).into()
}

fn fsync_p50_us(folder: &Path) -> anyhow::Result<u64> {
    let path = folder.join("fsync.probe");
    let mut file = File::create(&path)?;
    let mut latency = load::histogram();
    for _ in 0..FSYNCS {
        let began = Instant::now();
        file.write_all(&[0x5a; 4096])?;
        file.sync_data()?;
        load::note(&mut latency, began);
    }
    fs::remove_file(path)?;
    Ok(latency.value_at_quantile(0.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_mount_point_above_a_path_decides() {
        assert_ne!(filesystem(Path::new("/proc/self")), filesystem(Path::new("/sys")));
        assert_eq!(filesystem(Path::new("/proc/self")), "proc");
    }

    #[test]
    fn the_disk_is_measured_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        assert!(fsync_p50_us(folder.path()).unwrap() > 0);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
