//! How sources are laid out: a proto file stands where its package says, a module opens with what it is for, and nothing
//! that is called done is a promise to do it later.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Where our Rust stands.
const RUST: [&str; 4] = ["libs", "services", "tests", "xtask"];

/// Where unfinished work would be a lie. Not here in xtask, which has to name it.
const FINISHED: [&str; 3] = ["libs", "services", "tests"];

/// What unfinished work looks like.
const UNFINISHED: [&str; 3] = ["todo!(", "unimplemented!(", "#[ignore"];

/// One sentence for each file that should look otherwise.
///
/// # Errors
/// If a folder or file cannot be read.
pub(super) fn broken_rules(root: &Path) -> Result<Vec<String>> {
    let mut broken = vec![];
    for path in RUST
        .iter()
        .map(|folder| files(&root.join(folder), "rs"))
        .collect::<Result<Vec<_>>>()?
        .concat()
    {
        let text = read(&path)?;
        broken.extend(rust(name_of(root, &path), &text));
    }
    for path in files(&root.join("proto"), "proto")? {
        let text = read(&path)?;
        broken.extend(proto(name_of(&root.join("proto"), &path), &text));
    }
    Ok(broken)
}

fn rust(name: &str, text: &str) -> Vec<String> {
    let mut broken = vec![];
    if !text.starts_with("//!") {
        broken.push(format!("{name} does not open with //! and what it is for"));
    }
    if FINISHED.iter().any(|folder| name.starts_with(folder)) {
        let found = UNFINISHED.iter().filter(|word| text.contains(**word));
        broken.extend(found.map(|word| format!("{name} has {word}")));
    }
    broken
}

/// `name` is from the folder that imports start at, as `anydoor/intake/v1/intake.proto`.
fn proto(name: &str, text: &str) -> Option<String> {
    let package = text.lines().find_map(|line| line.strip_prefix("package ")?.split(';').next());
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let fits = package.is_some_and(|package| package.replace('.', "/") == folder);
    (!fits).then(|| format!("proto/{name} is of package {}", package.unwrap_or("none")))
}

/// The files with an extension, in all folders below. A folder that is not there has none.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = vec![];
    if !folder.exists() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, extension)?);
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

fn name_of<'a>(root: &Path, path: &'a Path) -> &'a str {
    let inside = path.strip_prefix(root).expect("it was found below the root");
    inside.to_str().unwrap_or("a file whose name is not UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_opens_with_what_it_is_for() {
        assert!(rust("libs/domain/src/ids.rs", "//! Ids.\n").is_empty());
        assert_eq!(rust("libs/domain/src/ids.rs", "use std::fmt;\n").len(), 1);
    }
    #[test]
    fn unfinished_work_is_not_called_done() {
        assert_eq!(rust("services/intake/src/lib.rs", "//! Intake.\nfn f() { todo!() }").len(), 1);
        assert_eq!(rust("tests/stories.rs", "//! Stories.\n#[ignore = \"slow\"]").len(), 1);
    }
    #[test]
    fn a_proto_file_stands_where_its_package_says() {
        let text = "syntax = \"proto3\";\npackage anydoor.intake.v1; // as its folder\n";
        assert_eq!(proto("anydoor/intake/v1/intake.proto", text), None);
        assert!(proto("anydoor/lookup/v1/lookup.proto", text).is_some());
        assert!(proto("anydoor/intake/v1/intake.proto", "syntax = \"proto3\";").is_some());
    }
}
