//! The crate graph: a crate names only what is further in, and each outside system has one crate that knows it. Tests and
//! build scripts of a crate are held to the same rules as the crate, unless one says otherwise.

use anyhow::{Context, Result};
use serde_json::Value;

/// From the inside out. A crate may name those of earlier layers; crates of one layer do not know each other, so that the
/// services meet in the journal only. xtask stands outside: it names none and none names it.
const LAYERS: [&[&str]; 9] = [
    &["libs/domain", "libs/oruk"],
    &["libs/wire"],
    &["libs/journal", "libs/policy"],
    &["libs/vault"],
    &["libs/projection"],
    &["libs/host"],
    &["services/*"],
    &["services/anydoor"],
    &["tests"],
];

/// Outside crates that only one of ours may name, so that replacing one is a change in one place. `*` ends a prefix.
const KNOWN_BY_ONE: [(&str, &str); 6] = [
    ("async-nats", "anydoor-journal"),
    ("rusqlite", "anydoor-journal"),
    ("cedar-policy*", "anydoor-policy"),
    ("sled", "anydoor-projection"),
    ("opentelemetry*", "anydoor-host"),
    ("tracing-opentelemetry", "anydoor-host"),
];

/// All that the rules of the domain may stand on: no runtime, transport, serialisation, clock or randomness.
const DOMAIN: (&str, &[&str]) = ("anydoor-domain", &["jiff", "thiserror", "uuid"]);

/// What the domain's tests may stand on besides.
const DOMAIN_TESTS: &[&str] = &["proptest"];

/// What carries messages. `wire` says what they are, and leaves carrying them to others; of tonic it uses the codegen.
const TRANSPORT: (&str, &[&str]) = (
    "anydoor-wire",
    &[
        "async-nats",
        "axum*",
        "h2",
        "http",
        "hyper*",
        "tokio*",
        "tonic-health",
        "tonic-reflection",
        "tower*",
    ],
);

/// A crate of the workspace and what its manifest names.
pub(super) struct Member {
    name: String,
    /// From the root, with `/`.
    folder: String,
    names: Vec<Named>,
}

/// A dependency, by the name of its package.
struct Named {
    package: String,
    for_tests: bool,
}

/// The workspace's crates, out of what `cargo metadata` prints.
///
/// # Errors
/// If it is of another shape.
pub(super) fn members(metadata: &Value) -> Result<Vec<Member>> {
    let root = text(metadata, "workspace_root")?;
    let ours = list(metadata, "workspace_members")?;
    let packages = list(metadata, "packages")?.iter();
    packages.filter(|p| ours.contains(&p["id"])).map(|p| member(p, root)).collect()
}

fn member(package: &Value, root: &str) -> Result<Member> {
    let manifest = text(package, "manifest_path")?;
    let folder = manifest.strip_prefix(root).context("a member stands outside the workspace")?;
    let names = list(package, "dependencies")?.iter().map(named).collect::<Result<_>>()?;
    Ok(Member {
        name: text(package, "name")?.to_owned(),
        folder: folder.trim_end_matches("Cargo.toml").trim_matches('/').to_owned(),
        names,
    })
}

fn named(dependency: &Value) -> Result<Named> {
    let package = text(dependency, "name")?.to_owned();
    Ok(Named { package, for_tests: dependency["kind"] == "dev" })
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str> {
    value[key].as_str().with_context(|| format!("cargo metadata has no text {key}"))
}

fn list<'a>(value: &'a Value, key: &str) -> Result<&'a Vec<Value>> {
    value[key].as_array().with_context(|| format!("cargo metadata has no list {key}"))
}

/// One sentence for each dependency that should not be.
pub(super) fn broken_rules(members: &[Member]) -> Vec<String> {
    let each =
        members.iter().flat_map(|member| member.names.iter().map(move |named| (member, named)));
    let mut broken: Vec<String> =
        each.filter_map(|(member, named)| objection(members, member, named)).collect();
    broken.extend(members.iter().filter(|m| m.name != "xtask" && layer(m).is_none()).map(|m| {
        format!("{} stands in no layer; give {} one in xtask/src/deps/graph.rs", m.name, m.folder)
    }));
    broken
}

fn objection(members: &[Member], member: &Member, named: &Named) -> Option<String> {
    let (name, package) = (&member.name, &named.package);
    let reason = match members.iter().find(|m| m.name == *package) {
        Some(ours) => (!is_further_in(ours, member)).then(|| "which is not further in".to_owned()),
        None => objection_to_outside(name, named),
    };
    reason.map(|reason| format!("{name} names {package}, {reason}"))
}

fn is_further_in(named: &Member, by: &Member) -> bool {
    matches!((layer(named), layer(by)), (Some(inner), Some(outer)) if inner < outer)
}

fn objection_to_outside(name: &str, named: &Named) -> Option<String> {
    let known = |&&(pattern, _): &&(&str, &str)| is(&named.package, pattern);
    let owner = KNOWN_BY_ONE.iter().find(known).map(|(_, owner)| *owner);
    let carries = |pattern: &&str| is(&named.package, pattern);
    if let Some(owner) = owner.filter(|owner| *owner != name) {
        Some(format!("which only {owner} may know"))
    } else if name == DOMAIN.0 && !may_stand_on(named) {
        Some(format!("and may name only {}", DOMAIN.1.join(", ")))
    } else if name == TRANSPORT.0 && !named.for_tests && TRANSPORT.1.iter().any(carries) {
        Some("which carries messages".to_owned())
    } else {
        None
    }
}

fn may_stand_on(named: &Named) -> bool {
    let package = named.package.as_str();
    DOMAIN.1.contains(&package) || named.for_tests && DOMAIN_TESTS.contains(&package)
}

/// The layer of a crate; a folder of its own comes before a pattern that fits it as well.
fn layer(member: &Member) -> Option<usize> {
    let position =
        |fits: &dyn Fn(&str) -> bool| LAYERS.iter().position(|l| l.iter().any(|f| fits(f)));
    position(&|folder| folder == member.folder)
        .or_else(|| position(&|folder| is(&member.folder, folder)))
}

/// Whether a name is the pattern, or begins as a pattern that ends in `*` does.
fn is(name: &str, pattern: &str) -> bool {
    pattern.strip_suffix('*').map_or(name == pattern, |prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The real workspace with one dependency more.
    fn with(package: &str, dependency: &str, kind: Value) -> Vec<String> {
        let mut metadata = crate::workspace::metadata().expect("this is a workspace");
        let packages = metadata["packages"].as_array_mut().expect("metadata lists packages");
        let doctored =
            packages.iter_mut().find(|p| p["name"] == package).expect("it is one of ours");
        let names = doctored["dependencies"].as_array_mut().expect("a package lists dependencies");
        names.push(json!({ "name": dependency, "kind": kind }));
        broken_rules(&members(&metadata).expect("the shape has not changed"))
    }

    #[track_caller]
    fn refused(package: &str, dependency: &str) {
        let broken = with(package, dependency, Value::Null);
        assert_eq!(broken.len(), 1, "{broken:?}");
        assert!(broken[0].starts_with(&format!("{package} names {dependency}")), "{broken:?}");
    }

    #[test]
    fn the_workspace_keeps_the_rules() {
        let metadata = crate::workspace::metadata().expect("this is a workspace");
        let members = members(&metadata).expect("the shape has not changed");
        assert_eq!(broken_rules(&members), Vec::<String>::new());
    }
    #[test]
    fn the_domain_knows_no_runtime() {
        refused("anydoor-domain", "tokio");
        refused("anydoor-domain", "serde");
    }
    #[test]
    fn the_domain_may_use_proptest_in_tests_only() {
        refused("anydoor-domain", "proptest");
        assert!(with("anydoor-domain", "proptest", json!("dev")).is_empty());
    }
    #[test]
    fn a_build_script_is_held_to_the_rules_too() {
        assert_eq!(with("anydoor-domain", "protox", json!("build")).len(), 1);
    }
    #[test]
    fn services_never_name_each_other() {
        refused("anydoor-intake", "anydoor-routing");
        refused("anydoor-lookup", "anydoor");
    }
    #[test]
    fn nothing_looks_outwards() {
        refused("anydoor-domain", "anydoor-wire");
        refused("anydoor-wire", "anydoor-journal");
        refused("anydoor-policy", "anydoor-journal");
        refused("anydoor-vault", "anydoor-host");
        refused("anydoor-host", "anydoor-intake");
        refused("anydoor", "anydoor-tests");
        refused("anydoor-host", "xtask");
    }
    #[test]
    fn each_outside_system_is_known_by_one_crate() {
        refused("anydoor-host", "async-nats");
        refused("anydoor-projection", "rusqlite");
        refused("anydoor-lookup", "sled");
        refused("anydoor-host", "cedar-policy");
        refused("anydoor-journal", "opentelemetry_sdk");
        refused("anydoor", "tracing-opentelemetry");
    }
    #[test]
    fn wire_carries_nothing() {
        refused("anydoor-wire", "tokio-stream");
        refused("anydoor-wire", "tonic-health");
    }
    #[test]
    fn the_form_knows_nothing_of_us() {
        refused("anydoor-oruk", "anydoor-domain");
        refused("anydoor-oruk", "anydoor-wire");
    }
    #[test]
    fn a_crate_without_a_layer_is_noticed() {
        let stray = Member { name: "stray".into(), folder: "libs/stray".into(), names: vec![] };
        assert_eq!(broken_rules(&[stray]).len(), 1);
    }
}
