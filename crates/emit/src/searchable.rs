//! Scans with their text behind the image, so that any viewer can search them and copy from them.
//!
//! The text is painted without ink (PDF 1.7, 9.3.6, mode 3) in a font that is only named: nothing of it is ever drawn, so nothing needs
//! to be embedded. Codes are UTF-16, and a ToUnicode table says so, which is all that searching needs.

use std::{collections::BTreeMap, fmt::Write};

use jixiao_model::BBox;
use lopdf::{Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId, Stream, dictionary};

use crate::annotate::{
    AnnotateError,
    sheet::{Sheet, inherited},
};

/// What the font is called among the resources of a page; no producer uses this name.
const FONT: &str = "JixiaoText";

/// The baseline lies this far above the lower edge of a line, in heights of the line, as in most fonts.
const DESCENT: f64 = 0.2;

/// One recognised line.
#[derive(Clone, Debug, PartialEq)]
pub struct TextLine {
    /// Page, from 1.
    pub page: u32,
    /// Where it stands.
    pub bbox: BBox,
    /// What it says.
    pub text: String,
}

/// A page that is one image.
#[derive(Clone, Debug)]
pub struct ImagePage<'a> {
    /// Pixels of a row, and rows.
    pub size: [usize; 2],
    /// Shades of grey, row by row from the top.
    pub gray: &'a [u8],
    /// Width and height of the page in points.
    pub paper: [f32; 2],
}

/// A PDF file of images, one a page, in the order in which they come.
pub fn from_images<'a>(pages: impl IntoIterator<Item = ImagePage<'a>>) -> Result<Vec<u8>, AnnotateError> {
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for page in pages {
        let dictionary = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Image",
            "Width" => page.size[0] as i64,
            "Height" => page.size[1] as i64,
            "ColorSpace" => "DeviceGray",
            "BitsPerComponent" => 8,
        };
        let mut image = Stream::new(dictionary, page.gray.to_vec());
        image.compress()?;
        let image = document.add_object(image);
        let [width, height] = page.paper;
        let content =
            document.add_object(Stream::new(Dictionary::new(), format!("q {width} 0 0 {height} 0 0 cm /Scan Do Q").into_bytes()));
        let page = dictionary! {
            "Type" => "Page",
            "Parent" => tree,
            "MediaBox" => vec![0.into(), 0.into(), Object::Real(width), Object::Real(height)],
            "Resources" => dictionary! { "XObject" => dictionary! { "Scan" => image } },
            "Contents" => content,
        };
        kids.push(document.add_object(page).into());
    }
    let count = kids.len() as i64;
    document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

/// The PDF file `pdf` with `lines` as invisible text, appended so that the original stays intact in it; a file whose cross-reference table
/// is damaged is written anew. No stream of it may have more than `stream_bytes` bytes when decoded.
///
/// # Errors
/// When the file cannot be changed or has no page that a line names.
pub fn searchable(pdf: &[u8], password: Option<&str>, stream_bytes: usize, lines: &[TextLine]) -> Result<Vec<u8>, AnnotateError> {
    let options =
        LoadOptions { password: password.map(str::to_owned), max_decompressed_size: Some(stream_bytes), ..LoadOptions::default() };
    let mut document = Document::load_mem_with_options(pdf, options)?;
    let mut by_page: BTreeMap<u32, Vec<&TextLine>> = BTreeMap::new();
    for line in lines {
        by_page.entry(line.page).or_default().push(line);
    }
    let pages = document.get_pages();
    let mut layers = Vec::new();
    for (number, lines) in by_page {
        let id = *pages.get(&number).ok_or(AnnotateError::Page(number))?;
        layers.push(Layer::new(&document, id, &lines)?);
    }
    let mut copy = Vec::new();
    if document.xref_start != 0 && document.xref_recovery.is_none() && pdf.starts_with(b"%PDF-") {
        let mut update = IncrementalDocument::create_from(pdf.to_vec(), document);
        write(layers, &mut update.new_document)?;
        update.save_to(&mut copy)?;
    } else if document.was_encrypted() {
        return Err(AnnotateError::Encrypted);
    } else {
        write(layers, &mut document)?;
        document.save_to(&mut copy)?;
    }
    Ok(copy)
}

/// The text of one page.
struct Layer {
    page: ObjectId,
    /// The page's own entries, with its resources among them, wherever they stood.
    content: Dictionary,
    operators: String,
}

impl Layer {
    fn new(document: &Document, page: ObjectId, lines: &[&TextLine]) -> Result<Layer, AnnotateError> {
        let mut content = document.get_dictionary(page)?.clone();
        let resources = inherited(document, page, b"Resources").and_then(|resources| resources.as_dict().ok()).cloned();
        let mut resources = resources.unwrap_or_default();
        let fonts = resources.get_deref(b"Font", document).and_then(Object::as_dict).cloned().unwrap_or_default();
        resources.set("Font", fonts);
        content.set("Resources", resources);
        // What the page paints before may leave its own matrix behind: contents in a pair of q and Q do not.
        let present = match content.get(b"Contents") {
            Ok(Object::Array(parts)) => parts.clone(),
            Ok(reference @ Object::Reference(_)) => match document.dereference(reference) {
                Ok((_, Object::Array(parts))) => parts.clone(),
                _ => vec![reference.clone()],
            },
            _ => Vec::new(),
        };
        content.set("Contents", present);
        let sheet = Sheet::of(document, page);
        let mut operators = String::from("Q q BT 3 Tr ");
        lines.iter().for_each(|line| show(&mut operators, line, &sheet));
        operators.push_str("ET Q");
        Ok(Layer { page, content, operators })
    }
}

/// Adds the layers and the one font they share.
fn write(layers: Vec<Layer>, target: &mut Document) -> Result<(), AnnotateError> {
    if layers.is_empty() {
        return Ok(());
    }
    let font = font(target)?;
    let before = target.try_add_object(Stream::new(Dictionary::new(), b"q".to_vec()))?;
    for mut layer in layers {
        let mut operators = Stream::new(Dictionary::new(), layer.operators.into_bytes());
        operators.compress()?;
        let text = target.try_add_object(operators)?;
        let mut contents = vec![Object::from(before)];
        contents.extend(layer.content.get(b"Contents").and_then(Object::as_array).cloned().unwrap_or_default());
        contents.push(text.into());
        layer.content.set("Contents", contents);
        if let Ok(fonts) = layer.content.get_mut(b"Resources").and_then(Object::as_dict_mut).and_then(|all| all.get_mut(b"Font"))
            && let Ok(fonts) = fonts.as_dict_mut()
        {
            fonts.set(FONT, font);
        }
        target.set_object(layer.page, layer.content);
    }
    Ok(())
}

/// Adds the operators that show a line: upright as displayed, as wide as its box.
fn show(operators: &mut String, line: &TextLine, sheet: &Sheet) {
    let [top_left, _, bottom_left, bottom_right] = sheet.corners(line.bbox);
    let between = |a: [f64; 2], b: [f64; 2]| [b[0] - a[0], b[1] - a[1]];
    let (along, up) = (between(bottom_left, bottom_right), between(bottom_left, top_left));
    let (width, height) = (along[0].hypot(along[1]), up[0].hypot(up[1]));
    let ems: f64 = line.text.chars().map(|char| if char.is_ascii() { 0.5 } else { 1.0 }).sum();
    if width <= 0.0 || height <= 0.0 || ems <= 0.0 {
        return;
    }
    // One em is as high as the line; along the line it is scaled to fill the box.
    let [a, b] = along.map(|part| part / ems);
    let [c, d] = up;
    let (x, y) = (bottom_left[0] + DESCENT * up[0], bottom_left[1] + DESCENT * up[1]);
    let code = line.text.encode_utf16().fold(String::new(), |mut code, unit| {
        write!(code, "{unit:04X}").expect("a string takes any text");
        code
    });
    write!(operators, "/{FONT} 1 Tf {a:.3} {b:.3} {c:.3} {d:.3} {x:.2} {y:.2} Tm <{code}> Tj ").expect("a string takes any text");
}

/// A font that is only named: each code is a UTF-16 unit; ASCII is half as wide as the rest.
fn font(target: &mut Document) -> Result<ObjectId, AnnotateError> {
    let mut map =
        String::from("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /JixiaoText def /CMapType 2 def\n");
    map.push_str("1 begincodespacerange <0000> <FFFF> endcodespacerange\n");
    // A range may not go beyond one value of the high byte, nor a block beyond a hundred ranges (Adobe Technical Note 5014).
    for block in (0..=255u32).collect::<Vec<_>>().chunks(100) {
        writeln!(map, "{} beginbfrange", block.len()).expect("a string takes any text");
        for high in block {
            writeln!(map, "<{high:02X}00> <{high:02X}FF> <{high:02X}00>").expect("a string takes any text");
        }
        map.push_str("endbfrange\n");
    }
    map.push_str("endcmap CMapName currentdict /CMap defineresource pop end end\n");
    let mut map = Stream::new(Dictionary::new(), map.into_bytes());
    map.compress()?;
    let map = target.try_add_object(map)?;
    let descriptor = target.try_add_object(dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => "SimSun",
        "Flags" => 4,
        "FontBBox" => [0, -200, 1000, 800].map(Object::Integer).to_vec(),
        "ItalicAngle" => 0,
        "Ascent" => 800,
        "Descent" => -200,
        "CapHeight" => 700,
        "StemV" => 80,
    })?;
    let glyphs = target.try_add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "CIDFontType2",
        "BaseFont" => "SimSun",
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("Identity"),
            "Supplement" => 0,
        },
        "FontDescriptor" => descriptor,
        "CIDToGIDMap" => "Identity",
        "DW" => 1000,
        "W" => [32, 126, 500].map(Object::Integer).to_vec(),
    })?;
    Ok(target.try_add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "Type0",
        "BaseFont" => "SimSun",
        "Encoding" => "Identity-H",
        "DescendantFonts" => vec![glyphs.into()],
        "ToUnicode" => map,
    })?)
}
