//! Style, script and icon of the pages, built into the program.

/// A file that pages ask this service for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its path.
    pub path: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
}

/// Every file there is.
pub const ASSETS: [Asset; 3] = [
    Asset {
        path: "/assets/page.css",
        about: "Show the style of the pages.",
        media_type: "text/css; charset=utf-8",
        bytes: include_bytes!("assets/page.css"),
    },
    Asset {
        path: "/assets/page.js",
        about: "Show the script of the pages. They work without it.",
        media_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("assets/page.js"),
    },
    Asset {
        path: "/assets/icon.svg",
        about: "Show the icon of the pages.",
        media_type: "image/svg+xml",
        bytes: include_bytes!("assets/icon.svg"),
    },
];
