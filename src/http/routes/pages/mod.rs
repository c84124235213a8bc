//! The pages for people, and what they are drawn with.

mod desk;
mod merchant;
mod model;
mod run;
mod search;

use crate::app::score::ScoreQuestion;
use crate::domain::disclosure::Audience;
use crate::domain::merchant::MerchantId;
use crate::http::endpoint::{Endpoint, Kind, fixed};
use crate::http::view::Document;
use crate::web::asset::ASSETS;

/// The routes of this folder.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = merchant::endpoints();
    endpoints.extend(search::endpoints());
    endpoints.extend(model::endpoints());
    endpoints.extend(run::endpoints());
    endpoints.extend(desk::endpoints());
    endpoints.extend(ASSETS.into_iter().map(|asset| {
        let document = Document { media_type: asset.media_type, bytes: asset.bytes.to_vec() };
        // No part of the interface for programs.
        Endpoint { kind: Kind::People, ..fixed(asset.path, asset.about, document) }
    }));
    endpoints
}

/// The question that every page asks: what the public may see, today.
fn question(id: MerchantId) -> ScoreQuestion {
    ScoreQuestion { id, as_of: None, known_at: None, model: None, audience: Audience::Public }
}
