//! Addresses of inputs, as seen from the output folder.

use std::{
    env,
    fmt::Write,
    io,
    path::{Component, Path, PathBuf},
    sync::Mutex,
};

/// Finds the file behind the path of an input.
pub(crate) struct Links {
    /// From the output folder to the folder that the run was started in; `None` where there is no relative way.
    way: Option<String>,
    /// The last path with its address: forms of one file follow each other.
    last: Mutex<Option<(String, Option<String>)>>,
}

impl Links {
    /// Links in files that stand in the folder `out`, which exists.
    ///
    /// # Errors
    /// When a folder cannot be told.
    pub(crate) fn from(out: &Path) -> io::Result<Self> {
        let (out, here) = (out.canonicalize()?, env::current_dir()?.canonicalize()?);
        Ok(Links { way: way(&out, &here), last: Mutex::default() })
    }

    /// The address of the file in which the input at `path` stands: the archive, where it is in one. `None` where there is none.
    pub(crate) fn to(&self, path: &str) -> Option<String> {
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((known, link)) = last.as_ref()
            && known == path
        {
            return link.clone();
        }
        let link = file_of(Path::new(path)).and_then(|file| self.address(&file));
        *last = Some((path.to_owned(), link.clone()));
        link
    }

    fn address(&self, file: &Path) -> Option<String> {
        let path = escaped(file.to_str()?);
        if file.is_absolute() { Some(format!("file://{path}")) } else { Some(format!("{}{path}", self.way.as_ref()?)) }
    }
}

/// The longest beginning of the path that is a file.
fn file_of(path: &Path) -> Option<PathBuf> {
    path.ancestors().find(|ancestor| ancestor.is_file()).map(Path::to_owned)
}

/// `../../here/` from one folder to another.
fn way(from: &Path, to: &Path) -> Option<String> {
    let n_common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let mut way = "../".repeat(from.components().count() - n_common);
    for component in to.components().skip(n_common) {
        let Component::Normal(name) = component else { return None };
        way.push_str(&escaped(name.to_str()?));
        way.push('/');
    }
    Some(way)
}

/// The path as part of an address: everything but letters, digits and `-._~/` as `%XX` (RFC 3986).
fn escaped(path: &str) -> String {
    let mut escaped = String::new();
    for byte in path.replace(std::path::MAIN_SEPARATOR, "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => escaped.push(char::from(byte)),
            byte => write!(escaped, "%{byte:02X}").expect("a string takes any text"),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_up_and_down() {
        let between = |from: &str, to: &str| way(Path::new(from), Path::new(to));
        assert_eq!(between("/a/b/out", "/a/b").as_deref(), Some("../"));
        assert_eq!(between("/a/out/x", "/a/b c").as_deref(), Some("../../b%20c/"));
        assert_eq!(between("/a", "/a").as_deref(), Some(""));
    }

    #[test]
    fn an_address_has_no_sign_with_a_meaning_of_its_own() {
        assert_eq!(escaped("2021/甲#1 ?.pdf"), "2021/%E7%94%B2%231%20%3F.pdf");
        assert_eq!(escaped("javascript:alert(1)"), "javascript%3Aalert%281%29");
    }

    #[test]
    fn an_entry_of_an_archive_leads_to_the_archive() {
        let links = Links { way: Some("../".into()), last: Mutex::default() };
        assert_eq!(links.to("Cargo.toml/in/it.pdf").as_deref(), Some("../Cargo.toml"));
        assert_eq!(links.to("no/such/file"), None);
    }
}
