//! Form definitions: what each form family prints, as data.

mod definition;
pub(crate) mod field;
mod spelling;

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

pub use definition::Definition;
pub(crate) use definition::{FileDefinition, FundPoints, Label, RateBase, Rules, SatisfactionPlace};

use crate::{lexicon::Lexicon, splitter::Signs};

/// The definitions that come with jixiao; the base comes first.
const BUILTIN: &[(&str, &str)] = &[
    ("national.toml", include_str!("../../forms/national.toml")),
    ("shenzhen.toml", include_str!("../../forms/shenzhen.toml")),
    ("anhui.toml", include_str!("../../forms/anhui.toml")),
    ("shanghai.toml", include_str!("../../forms/shanghai.toml")),
    ("score_method.toml", include_str!("../../forms/score_method.toml")),
    ("county.toml", include_str!("../../forms/county.toml")),
    ("sichuan.toml", include_str!("../../forms/sichuan.toml")),
    ("hubei.toml", include_str!("../../forms/hubei.toml")),
    ("department.toml", include_str!("../../forms/department.toml")),
    ("transfer.toml", include_str!("../../forms/transfer.toml")),
    ("goal_declaration.toml", include_str!("../../forms/goal_declaration.toml")),
];

/// The most definitions that one set may hold: the lexicon keeps one bit for each.
pub const MAX_DEFINITIONS: usize = 64;

/// A definition file that cannot be used.
#[derive(Debug)]
pub struct FormsError {
    path: PathBuf,
    cause: String,
}

impl fmt::Display for FormsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.cause)
    }
}

impl std::error::Error for FormsError {}

/// The form definitions in use, with the lexicon of all their labels.
pub struct Forms {
    definitions: Vec<Definition>,
    pub(crate) lexicon: Lexicon,
    pub(crate) signs: Signs,
}

impl Forms {
    /// The definitions that come with jixiao.
    ///
    /// # Panics
    /// Never: the embedded definitions are read by a test.
    pub fn builtin() -> Self {
        Self::from_files(BUILTIN.iter().map(|(name, text)| (PathBuf::from(name), (*text).to_owned())))
            .expect("a test reads the embedded definitions")
    }

    /// The built-in definitions and those in the `.toml` files of `dir`, in order of file name. A definition of the same name
    /// replaces the built-in one.
    ///
    /// # Errors
    /// When the folder or a file cannot be read, or a file is no definition; the error names the file and the cause.
    pub fn with_dir(dir: &Path) -> Result<Self, FormsError> {
        let unreadable = |path: &Path, cause: io::Error| FormsError { path: path.to_owned(), cause: cause.to_string() };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(dir).map_err(|cause| unreadable(dir, cause))? {
            let path = entry.map_err(|cause| unreadable(dir, cause))?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
        paths.sort();
        let mut files: Vec<_> = BUILTIN.iter().map(|(name, text)| (PathBuf::from(name), (*text).to_owned())).collect();
        for path in paths {
            let text = std::fs::read_to_string(&path).map_err(|cause| unreadable(&path, cause))?;
            files.push((path, text));
        }
        Self::from_files(files)
    }

    /// Every definition, the built-in ones first.
    pub fn definitions(&self) -> impl ExactSizeIterator<Item = &Definition> {
        self.definitions.iter()
    }

    pub(crate) fn definition(&self, index: usize) -> &Definition {
        &self.definitions[index]
    }

    fn from_files(files: impl IntoIterator<Item = (PathBuf, String)>) -> Result<Self, FormsError> {
        let mut definitions: Vec<Definition> = Vec::new();
        for (path, text) in files {
            let error = |cause: String| FormsError { path: path.clone(), cause };
            let file: FileDefinition = toml::from_str(&text).map_err(|cause| error(cause.to_string()))?;
            let base = match &file.extends {
                Some(name) => Some(
                    definitions
                        .iter()
                        .find(|known| known.name == *name)
                        .ok_or_else(|| error(format!("extends `{name}`, which is not defined before it")))?,
                ),
                None => None,
            };
            let definition = file.resolve(base).map_err(&error)?;
            match definitions.iter().position(|known| known.name == definition.name) {
                Some(known) => definitions[known] = definition,
                None if definitions.len() == MAX_DEFINITIONS => {
                    return Err(error(format!("more than {MAX_DEFINITIONS} definitions: leave some out")));
                }
                None => definitions.push(definition),
            }
        }
        let lexicon = Lexicon::new(&definitions);
        let signs = Signs::of(&lexicon);
        Ok(Forms { definitions, lexicon, signs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_definitions_are_sound() {
        let forms = Forms::builtin();
        assert_eq!(forms.definitions().len(), BUILTIN.len());
        for definition in forms.definitions() {
            assert!(!definition.indicator_columns.is_empty(), "{} has no indicator columns", definition.name());
            assert!(!definition.fund_columns.is_empty(), "{} has no fund columns", definition.name());
            assert!(definition.labels().count() > 50, "{} knows few labels", definition.name());
        }
    }

    #[test]
    fn a_bad_definition_is_refused_by_name_and_cause() {
        let refuse = |text: &str| {
            let file = (PathBuf::from("mine.toml"), text.to_owned());
            Forms::from_files([file]).err().map(|error| error.to_string()).unwrap_or_default()
        };
        let head = "name = \"mine\"\nkind = \"goal_declaration\"\ndescribe = \"d\"\n";
        assert!(refuse(&format!("{head}extends = \"nobody\"")).contains("mine.toml: extends `nobody`"));
        assert!(refuse(&format!("{head}[labels]\n\"header.nmae\" = [\"x\"]")).contains("`header.nmae` is no field"));
        assert!(refuse(&format!("{head}[columns]\nfunds = [\"speed\"]")).contains("`speed` is no column"));
        assert!(refuse(&format!("{head}[labels]\n\"header.name\" = [\"项目[名称\"]")).contains("do not pair"));
        assert!(refuse(&format!("{head}colour = 1")).contains("colour"));
    }
}
