//! Writes small PDF files. Their tables of objects are left to be mended, since every reader has to.

use std::fmt::Write;

use jixiao_extract::{ExtractConfig, extract};
use jixiao_model::{Grid, GridKind};

/// A file with one page, 200 by 100 points.
pub(crate) struct File {
    /// Entries of the page besides `/MediaBox`, `/Resources` and `/Contents`.
    pub(crate) page: String,
    pub(crate) media_box: &'static str,
    /// Entries of its resources besides the font `/F1`, Helvetica.
    pub(crate) resources: String,
    pub(crate) content: Vec<u8>,
    /// What further pages of the same size print.
    pub(crate) further: Vec<Vec<u8>>,
    /// Objects from number 10 on: dictionary and, where it is a stream, its data.
    pub(crate) objects: Vec<(String, Option<Vec<u8>>)>,
}

impl File {
    pub(crate) fn new(content: impl Into<Vec<u8>>) -> File {
        let content = content.into();
        File {
            page: String::new(),
            media_box: "0 0 200 100",
            resources: String::new(),
            content,
            further: Vec::new(),
            objects: Vec::new(),
        }
    }

    /// Adds an object; the first gets number 10.
    pub(crate) fn object(mut self, dict: impl Into<String>, data: Option<&[u8]>) -> File {
        self.objects.push((dict.into(), data.map(<[u8]>::to_vec)));
        self
    }

    /// Adds a page that prints `content`.
    pub(crate) fn further(mut self, content: impl Into<Vec<u8>>) -> File {
        self.further.push(content.into());
        self
    }

    pub(crate) fn page(mut self, entries: impl Into<String>) -> File {
        self.page = entries.into();
        self
    }

    pub(crate) fn resources(mut self, entries: impl Into<String>) -> File {
        self.resources = entries.into();
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let File { page, media_box, resources, .. } = self;
        let mut head = String::from("%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n");
        let kids: String = (0..self.further.len()).map(|i| format!(" {} 0 R", 50 + i)).collect();
        writeln!(head, "2 0 obj <</Type /Pages /Kids [3 0 R{kids}] /Count {}>> endobj", 1 + self.further.len()).unwrap();
        let fonts = if resources.contains("/Font") { "" } else { "/Font <</F1 4 0 R>>" };
        let contents = (0..self.further.len()).map(|i| (50 + i, 70 + i));
        for (number, content) in [(3, 5)].into_iter().chain(contents) {
            writeln!(head, "{number} 0 obj <</Type /Page /Parent 2 0 R /MediaBox [{media_box}] /Contents {content} 0 R {page}")
                .unwrap();
            writeln!(head, "/Resources <<{fonts} {resources}>>>> endobj").unwrap();
        }
        writeln!(head, "4 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj").unwrap();
        let mut bytes = head.into_bytes();
        let mut stream = |number: usize, dict: &str, data: Option<&[u8]>| match data {
            None => bytes.extend(format!("{number} 0 obj {dict} endobj\n").bytes()),
            Some(data) => {
                let inner = dict.trim().strip_prefix("<<").and_then(|d| d.strip_suffix(">>")).unwrap_or(dict);
                bytes.extend(format!("{number} 0 obj <<{inner} /Length {}>> stream\n", data.len()).bytes());
                bytes.extend_from_slice(data);
                bytes.extend(b"\nendstream endobj\n");
            }
        };
        stream(5, "", Some(&self.content));
        for (i, content) in self.further.iter().enumerate() {
            stream(70 + i, "", Some(content));
        }
        for (i, (dict, data)) in self.objects.iter().enumerate() {
            stream(10 + i, dict, data.as_deref());
        }
        bytes.extend(b"trailer <</Root 1 0 R>>\n%%EOF");
        bytes
    }

    /// Every grid, and the codes of the warnings.
    pub(crate) fn read(&self) -> (Vec<Grid>, Vec<&'static str>) {
        let mut grids = Vec::new();
        let read = extract(&self.bytes(), &ExtractConfig::default(), &mut |grid| grids.push(grid)).unwrap();
        (grids, read.warnings.iter().map(|w| w.code.id).collect())
    }

    /// The texts outside tables, one a line of the page.
    pub(crate) fn lines(&self) -> Vec<String> {
        let (grids, _) = self.read();
        let texts = grids.iter().filter(|g| g.kind == GridKind::Text).flat_map(|g| &g.rows).flat_map(|r| &r.cells);
        texts.map(|c| c.text.clone()).collect()
    }
}
