//! Pictures are handed out with their places, undecoded.

use jixiao_extract::{
    ExtractConfig,
    pdf::{
        self,
        image::{Codec, Colour, ImageError},
    },
};

use crate::file::File;

/// Hands every picture of the page, with its number of bytes allowed, to `check`; returns how many there are.
fn images(file: &File, check: &mut dyn FnMut(&pdf::image::PlacedImage<'_>)) -> usize {
    let mut n = 0;
    pdf::pages(&file.bytes(), &ExtractConfig::default(), &mut Vec::new(), &mut |page| {
        n += page.images.len();
        page.images.iter().for_each(&mut *check);
    })
    .unwrap();
    n
}

#[test]
fn a_picture_stands_where_matrix_clip_and_turn_put_it() {
    // 100 by 50 points at (20, 30) of the unturned page; the clip leaves its left half. Turned by a quarter clockwise, the page is
    // 100 wide and 200 high; a point (x, y) of the paper stands at (y, x).
    let image = "<</Subtype /Image /Width 4 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray>>";
    let file = File::new("q 20 0 50 100 re W n 100 0 0 50 20 30 cm /Im Do Q")
        .page("/Rotate 90")
        .resources("/XObject <</Im 10 0 R>>")
        .object(image, Some(b"abcdefgh"));
    let n = images(&file, &mut |image| {
        assert_eq!(image.visible, [30.0, 20.0, 80.0, 70.0]);
        // Its first row lies along y = 1: from (80, 20) down to (80, 120) of the displayed page.
        let [a, b, c, d, e, f] = image.matrix();
        assert_eq!(([c + e, d + f], [a + c + e, b + d + f]), ([80.0, 20.0], [80.0, 120.0]));
        let header = image.header(100).unwrap();
        assert_eq!((header.width, header.height, header.bits), (4, 2, 8));
        assert_eq!((header.colour, header.codec, header.inverted), (Some(Colour::Gray), Codec::Samples, false));
        assert_eq!(&*image.data(8).unwrap(), b"abcdefgh");
        assert_eq!(image.data(7), Err(ImageError::TooLarge));
    });
    assert_eq!(n, 1);
}

#[test]
fn what_packs_a_picture_is_undone_up_to_its_codec() {
    let image = "<</Subtype /Image /Width 1728 /Height 9 /ImageMask true /Decode [1 0] /Filter [/ASCIIHexDecode /CCITTFaxDecode] \
                 /DecodeParms [null <</K -1 /Columns 1728 /BlackIs1 true>>]>>";
    let file = File::new("1 g 50 0 0 50 0 0 cm /Im Do").resources("/XObject <</Im 10 0 R>>").object(image, Some(b"00 10 01>"));
    let n = images(&file, &mut |image| {
        let header = image.header(100).unwrap();
        let Codec::Fax(fax) = header.codec else { panic!("{header:?}") };
        assert_eq!((fax.k, fax.columns, fax.rows, fax.black_is_1), (-1, 1728, 0, true));
        assert_eq!((header.bits, header.stencil, header.inverted, image.white), (1, true, true, true));
        assert_eq!(&*image.data(100).unwrap(), [0x00, 0x10, 0x01]);
    });
    assert_eq!(n, 1);
}

#[test]
fn a_palette_is_read() {
    let image =
        "<</Subtype /Image /Width 1 /Height 1 /BitsPerComponent 1 /ColorSpace [/Indexed [/ICCBased 11 0 R] 1 <000000FFFFFF>]>>";
    let file = File::new("50 0 0 50 0 0 cm /Im Do").resources("/XObject <</Im 10 0 R>>").object(image, Some(b"\x80"));
    let file = file.object("<</N 3>>", Some(b"profile"));
    let n = images(&file, &mut |image| {
        let palette = [0, 0, 0, 255, 255, 255].to_vec();
        assert_eq!(image.header(100).unwrap().colour, Some(Colour::Indexed { components: 3, palette }));
    });
    assert_eq!(n, 1);
}

#[test]
fn hidden_and_thin_pictures_are_none() {
    // One outside the page, one a line, one without a size that can be painted.
    let image = "<</Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray>>";
    let content = "q 50 0 0 50 300 0 cm /Im Do Q q 100 0 0 0.5 0 50 cm /Im Do Q q 1e40 0 0 1 0 0 cm /Im Do Q";
    let file = File::new(content).resources("/XObject <</Im 10 0 R>>").object(image, Some(b"a"));
    assert_eq!(images(&file, &mut |_| {}), 0);
}
