//! Which files and folders a run is given: patterns for shells that do not expand them, and lists.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    io::{self, Read},
    path::{Component, Path, PathBuf},
};

use globset::{GlobBuilder, GlobMatcher};

/// The inputs that `arguments` name, each once, in their order.
///
/// A path that exists stands for itself, whatever characters it has. Any other one with `*`, `?`, `[` or `{` is a pattern, as shells
/// have them, and stands for the paths that it matches, in order; `**` is any number of folders. Links to folders are not followed
/// by `**`, and names that begin with a dot are matched only by patterns that do. What matches nothing stays as it is, so that the
/// run says that it is missing.
pub fn expand(arguments: &[PathBuf]) -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    let mut inputs = Vec::new();
    for argument in arguments {
        let found = if argument.symlink_metadata().is_ok() { Vec::new() } else { matches(argument) };
        let found = if found.is_empty() { vec![argument.clone()] } else { found };
        inputs.extend(found.into_iter().filter(|input| seen.insert(input.clone())));
    }
    inputs
}

/// The paths of a list: one a line, or each ended by a NUL, as `find -print0` writes them. Nothing in it is a pattern.
///
/// # Errors
/// When the list cannot be read, or names a path that the system cannot have.
pub fn list(mut source: impl Read) -> io::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    let end = if bytes.contains(&0) { 0 } else { b'\n' };
    let line = |line: &[u8]| match line.strip_suffix(b"\r") {
        Some(text) if end == b'\n' => text.to_vec(),
        _ => line.to_vec(),
    };
    bytes.split(|byte| *byte == end).map(line).filter(|line| !line.is_empty()).map(path).collect()
}

#[cfg(unix)]
fn path(bytes: Vec<u8>) -> io::Result<PathBuf> {
    Ok(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path(bytes: Vec<u8>) -> io::Result<PathBuf> {
    String::from_utf8(bytes).map(Into::into).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "a path is not UTF-8"))
}

/// One part of a pattern between two separators.
enum Part {
    /// A name, or what is not part of a pattern: `/`, `.`, `..`.
    Name(PathBuf),
    /// A pattern of one name, and whether it begins with a dot.
    Pattern(GlobMatcher, bool),
    /// `**`
    Folders,
}

/// All paths that match, sorted; none where the pattern is none or is broken.
fn matches(pattern: &Path) -> Vec<PathBuf> {
    let Some(parts) = pattern.components().map(part).collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    if parts.iter().all(|part| matches!(part, Part::Name(_))) {
        return Vec::new();
    }
    let mut paths = vec![PathBuf::new()];
    for (index, part) in parts.iter().enumerate() {
        let is_last = index + 1 == parts.len();
        paths = paths.iter().flat_map(|path| step(path, part, is_last)).collect();
    }
    paths.sort();
    paths.dedup();
    paths
}

fn part(component: Component<'_>) -> Option<Part> {
    let name = component.as_os_str();
    let text = name.as_encoded_bytes();
    if !matches!(component, Component::Normal(_)) || !text.iter().any(|byte| b"*?[{".contains(byte)) {
        return Some(Part::Name(name.into()));
    }
    if text == b"**" {
        return Some(Part::Folders);
    }
    let glob = GlobBuilder::new(name.to_str()?).literal_separator(true).backslash_escape(false).build().ok()?;
    Some(Part::Pattern(glob.compile_matcher(), text.starts_with(b".")))
}

/// Where a part leads from `path`. At the end of a pattern `**` leads to files too.
fn step(path: &Path, part: &Part, is_last: bool) -> Vec<PathBuf> {
    match part {
        Part::Name(name) => Some(path.join(name)).filter(|path| !is_last || path.symlink_metadata().is_ok()).into_iter().collect(),
        Part::Pattern(pattern, dotted) => {
            let fits = |name: &OsStr| pattern.is_match(name) && (*dotted || !is_hidden(name));
            names(path).into_iter().filter(|(name, _)| fits(name)).map(|(name, _)| path.join(name)).collect()
        }
        Part::Folders if is_last => vec![path.to_owned()],
        Part::Folders => {
            let mut found = Vec::new();
            let mut pending = vec![path.to_owned()];
            while let Some(folder) = pending.pop() {
                let inner = names(&folder).into_iter().filter(|(name, is_folder)| *is_folder && !is_hidden(name));
                pending.extend(inner.map(|(name, _)| folder.join(name)));
                found.push(folder);
            }
            found
        }
    }
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// The names in a folder, and which are folders and no links; none where it cannot be read.
fn names(folder: &Path) -> Vec<(std::ffi::OsString, bool)> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| (entry.file_name(), entry.file_type().is_ok_and(|kind| kind.is_dir()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_folder::folder;

    fn made(test: &str) -> PathBuf {
        let root = folder(test);
        fs::create_dir_all(root.join("2021/甲")).unwrap();
        fs::create_dir_all(root.join(".git")).unwrap();
        for name in ["2021/a.zip", "2021/甲/b.zip", "2021/甲/b.txt", "c.zip", ".git/d.zip", "[x].zip", "x.zip"] {
            fs::write(root.join(name), name).unwrap();
        }
        root
    }

    #[track_caller]
    fn check(root: &Path, pattern: &str, expected: &[&str]) {
        let expected: Vec<_> = expected.iter().map(|name| root.join(name)).collect();
        assert_eq!(expand(&[root.join(pattern)]), expected, "{pattern}");
    }

    #[test]
    fn patterns_match_as_in_shells() {
        let root = made("inputs-patterns");
        check(&root, "*.zip", &["[x].zip", "c.zip", "x.zip"]);
        check(&root, "202?/*", &["2021/a.zip", "2021/甲"]);
        check(&root, "**/*.zip", &["2021/a.zip", "2021/甲/b.zip", "[x].zip", "c.zip", "x.zip"]);
        check(&root, "2021/*/b.{zip,txt}", &["2021/甲/b.txt", "2021/甲/b.zip"]);
        check(&root, ".g*/*", &[".git/d.zip"]);
        check(&root, "2021/../c*", &["2021/../c.zip"]);
    }

    #[test]
    fn a_path_that_exists_is_no_pattern_and_no_match_stays_as_it_is() {
        let root = made("inputs-literal");
        check(&root, "[x].zip", &["[x].zip"]);
        check(&root, "[c].zip", &["c.zip"]);
        check(&root, "*.7z", &["*.7z"]);
        check(&root, "[", &["["]);
        let twice = [root.join("c.zip"), root.join("c*"), root.join("c.zip")];
        assert_eq!(expand(&twice), [root.join("c.zip")]);
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_end() {
        let root = made("inputs-circle");
        std::os::unix::fs::symlink(&root, root.join("2021/up")).unwrap();
        std::os::unix::fs::symlink(&root, root.join("2021/甲/up")).unwrap();
        check(&root, "**/a.zip", &["2021/a.zip"]);
    }

    #[test]
    fn lists_have_lines_or_end_at_nul() {
        let paths = |text: &str| list(text.as_bytes()).unwrap();
        let expected = [PathBuf::from("a b.zip"), PathBuf::from("*.zip")];
        assert_eq!(paths("a b.zip\n\n*.zip"), expected);
        assert_eq!(paths("a b.zip\r\n*.zip\r\n"), expected);
        assert_eq!(paths("a b.zip\0*.zip\0"), expected);
        assert_eq!(paths("odd\nname\0"), [PathBuf::from("odd\nname")]);
        assert_eq!(paths(""), Vec::<PathBuf>::new());
    }
}
