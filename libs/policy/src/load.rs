//! Policies, from text to something that can be asked. What is not understood, or could never apply, is refused with its
//! file and line.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use cedar_policy::{Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator};
use miette::Diagnostic;
use sha2::{Digest, Sha256};

use crate::{PolicyError, PolicySetId};

/// What a policy may speak of.
pub const SCHEMA: &str = include_str!("../policies/anydoor.cedarschema");

/// A file of policies.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file's name.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// The files that the program brings.
pub(crate) fn built_in() -> [Source; 4] {
    [
        ("directory.cedar", include_str!("../policies/directory.cedar")),
        ("journeys.cedar", include_str!("../policies/journeys.cedar")),
        ("looks.cedar", include_str!("../policies/looks.cedar")),
        ("rights.cedar", include_str!("../policies/rights.cedar")),
    ]
    .map(|(name, text)| Source { name: name.to_owned(), text: text.to_owned() })
}

/// The files of a folder, in the order of their names.
pub(crate) fn folder(folder: &Path) -> Result<Vec<Source>, PolicyError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        |source| PolicyError::Unreadable { path, source }
    };
    let mut sources = vec![];
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        if path.extension().is_some_and(|extension| extension == "cedar") {
            let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            sources.push(Source { name, text });
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sources)
}

/// Which policies these are. A changed comment makes them others: it is part of what was agreed.
pub(crate) fn id(sources: &[Source]) -> PolicySetId {
    let mut hash = Sha256::new();
    let texts = sources.iter().flat_map(|source| [&source.name, &source.text]);
    for text in [SCHEMA].into_iter().chain(texts.map(String::as_str)) {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    let [a, b, c, d, e, f, g, h, ..] = hash.finalize().0;
    PolicySetId([a, b, c, d, e, f, g, h])
}

/// A policy's place: which file, and where its text begins there.
type Places<'a> = BTreeMap<String, (&'a Source, usize)>;

/// All policies of the files, under the ids that they give themselves.
pub(crate) fn policies(sources: &[Source], schema: &Schema) -> Result<PolicySet, PolicyError> {
    let (mut all, mut places) = (PolicySet::new(), Places::new());
    for source in sources {
        add(source, &mut all, &mut places)?;
    }
    if all.is_empty() {
        return Err(PolicyError::None);
    }
    validate(&all, &places, schema)?;
    Ok(all)
}

fn add<'a>(
    source: &'a Source,
    all: &mut PolicySet,
    places: &mut Places<'a>,
) -> Result<(), PolicyError> {
    let parsed = PolicySet::from_str(&source.text).map_err(|errors| {
        let first = errors.iter().next();
        wrong(source, first.map_or(0, |e| offset(e).unwrap_or(0)), errors.to_string())
    })?;
    if let Some(template) = parsed.templates().next() {
        let at = source.text.find(&template.to_cedar()).unwrap_or(0);
        return Err(wrong(source, at, "a template is no policy: it has a blank to fill in".into()));
    }
    let mut begin = 0;
    for policy in in_order(&parsed) {
        let text = policy.to_cedar().unwrap_or_default();
        let at = begin + source.text[begin..].find(&text).unwrap_or(0);
        begin = at + text.len();
        let id = policy.annotation("id").filter(|id| !id.is_empty());
        let id = id.ok_or_else(|| wrong(source, at, "the policy has no @id".into()))?;
        if places.insert(id.to_owned(), (source, at)).is_some() {
            return Err(wrong(source, at, format!("another policy is called {id} too")));
        }
        all.add(policy.new_id(PolicyId::new(id)))
            .map_err(|error| wrong(source, at, error.to_string()))?;
    }
    Ok(())
}

/// The policies in the order of their file: Cedar has them numbered, `policy0` and on.
fn in_order(parsed: &PolicySet) -> Vec<&Policy> {
    let mut policies: Vec<_> = parsed.policies().collect();
    policies.sort_by_key(|policy| {
        let id: &str = policy.id().as_ref();
        (id.len(), id.to_owned())
    });
    policies
}

/// Holds the policies against the schema. A warning counts as much as an error: a policy that can never apply is not what
/// its author meant.
fn validate(all: &PolicySet, places: &Places<'_>, schema: &Schema) -> Result<(), PolicyError> {
    let found = Validator::new(schema.clone()).validate(all, ValidationMode::Strict);
    let errors = found.validation_errors().map(|e| (e.policy_id(), offset(e), e.to_string()));
    let warnings = found.validation_warnings().map(|w| (w.policy_id(), offset(w), w.to_string()));
    let Some((id, at, problem)) = errors.chain(warnings).next() else { return Ok(()) };
    let (source, begin) =
        places.get::<str>(id.as_ref()).expect("only policies that have a place are validated");
    Err(wrong(source, at.unwrap_or(*begin), problem))
}

/// Where in its file a mistake stands, if Cedar says so.
fn offset(problem: &dyn Diagnostic) -> Option<usize> {
    Some(problem.labels()?.next()?.offset())
}

fn wrong(source: &Source, at: usize, problem: String) -> PolicyError {
    let line = 1 + source.text.bytes().take(at).filter(|byte| *byte == b'\n').count();
    PolicyError::Wrong { file: source.name.clone(), line, problem }
}
