//! Finding home addresses in a text; addresses of business premises stay.

use std::ops::Range;

use super::{PersonalKind, Place};

/// Words after which the address of a home follows.
const HOME_WORDS: [&str; 14] = [
    "家庭住址",
    "家庭地址",
    "居住地址",
    "常住地址",
    "户籍地址",
    "户籍所在地",
    "户籍地",
    "身份证地址",
    "暂住地",
    "居住地",
    "住址",
    "家住",
    "现住",
    "住宅地址",
];

/// Words before the address of business premises, which is no personal data.
const PREMISES_WORDS: [&str; 10] = [
    "经营场所",
    "经营地址",
    "营业场所",
    "注册地址",
    "公司地址",
    "办公地址",
    "登记住所",
    "住所",
    "店址",
    "场所",
];

/// Words after a building that make it business premises.
const PREMISES_AFTER: [&str; 11] =
    ["厂房", "仓库", "车间", "商铺", "铺面", "门店", "办公", "写字楼", "档口", "首层", "店"];

/// Characters at which an address ends.
const ENDS: &str = "。；;，,、！？!?\n\r\t()（）【】[]〔〕“”\"'‹›|：:";
/// Words of one character that no address part begins with or contains.
const BREAKS: &str = "的在于住至到址为从向往是由与和及因其被将并对，了";
/// Characters that end a part of an address.
const UNITS: &str = "省市区县州旗镇乡村屯路街道巷弄里苑园坊寨组队号楼栋幢座层室房户";
/// Of these, the ones that place a building.
const STREETS: &str = "区县镇乡村路街道巷弄里苑园坊寨号";

const ADDRESS_CHARACTERS_MAX: usize = 60;
const PART_CHARACTERS_MAX: usize = 10;

#[derive(Clone, Copy)]
struct Character {
    from: usize,
    c: char,
}

/// Places with home addresses, in no order.
pub(super) fn places(text: &str) -> Vec<Place> {
    let mut places = Vec::new();
    // Every word and dwelling sign contains one of these, so most texts stop here.
    if !text.contains(['住', '地', '室', '栋', '幢', '单']) {
        return places;
    }
    let characters: Vec<Character> =
        text.char_indices().map(|(from, c)| Character { from, c }).collect();
    let finder = Finder { text, characters: &characters };
    let mut at = 0;
    while at < characters.len() {
        let span = finder.after_home_word(at).or_else(|| finder.around_dwelling(at));
        match span {
            Some(span) => {
                at = span.end.max(at + 1);
                places.push(finder.place(span));
            }
            None => at += 1,
        }
    }
    places
}

struct Finder<'a> {
    text: &'a str,
    characters: &'a [Character],
}

impl Finder<'_> {
    /// The address behind a word such as 家住 that begins at this character.
    fn after_home_word(&self, at: usize) -> Option<Range<usize>> {
        let rest = self.text.get(self.characters[at].from..)?;
        let word = HOME_WORDS.iter().find(|word| rest.starts_with(**word))?;
        let mut start = at + word.chars().count();
        while self.at(start).is_some_and(|c| "：:为是在于 ,，　".contains(c)) {
            start += 1;
        }
        let end = self.address_end(start);
        (end >= start + 3).then_some(start..end)
    }

    /// The address around 室, 单元, 栋 or 幢 after a number that begins at this character.
    fn around_dwelling(&self, at: usize) -> Option<Range<usize>> {
        let sign = self.at(at)?;
        let dwelling =
            matches!(sign, '室' | '栋' | '幢') || (sign == '单' && self.at(at + 1) == Some('元'));
        let numbered = at.checked_sub(1).and_then(|before| self.at(before)).is_some_and(is_number);
        if !dwelling || !numbered {
            return None;
        }
        let start = self.address_start(at)?;
        let end = self.dwelling_end(at);
        let after = self.text.get(self.offset(end)..)?.trim_start();
        let premises = PREMISES_AFTER.iter().any(|word| after.starts_with(word))
            || self.is_introduced_as_premises(start);
        (!premises).then_some(start..end)
    }

    /// Where the address that holds this dwelling begins; `None` when nothing places it.
    fn address_start(&self, dwelling: usize) -> Option<usize> {
        let first = dwelling.saturating_sub(ADDRESS_CHARACTERS_MAX);
        let outside = |at: &usize| self.at(*at).is_none_or(|c| ENDS.contains(c));
        let segment = (first..dwelling).rev().find(outside).map_or(first, |end| end + 1);
        let breaks = |at: &usize| self.at(*at).is_some_and(|c| BREAKS.contains(c));
        let start = (segment..dwelling).rev().find(breaks).map_or(segment, |at| at + 1);
        let placed = (start..dwelling).any(|at| self.at(at).is_some_and(|c| STREETS.contains(c)));
        placed.then_some(start)
    }

    /// Where the address that begins here ends: after its last unit, number or dwelling.
    fn address_end(&self, start: usize) -> usize {
        let mut end = start;
        let mut at = start;
        while let Some(c) = self.at(at) {
            let too_far = at >= end + PART_CHARACTERS_MAX || at >= start + ADDRESS_CHARACTERS_MAX;
            if ENDS.contains(c) || too_far || (BREAKS.contains(c) && at > start) {
                break;
            }
            at += 1;
            let unit =
                UNITS.contains(c) || (c == '元' && self.at(at.saturating_sub(2)) == Some('单'));
            if unit || (end > start && is_number(c) && at == end + 1) {
                end = at;
            }
        }
        end
    }

    /// Where a row of numbered parts (3栋2单元501室) that includes this one ends.
    fn dwelling_end(&self, dwelling: usize) -> usize {
        let mut end = self.part_end(dwelling);
        let mut at = end;
        while self.at(at).is_some_and(is_number) {
            at += 1;
            if self.at(at).is_some_and(|c| "栋幢座单楼层梯室房户号".contains(c)) {
                at = self.part_end(at);
                end = at;
            } else if !self.at(at).is_some_and(is_number) {
                end = at;
            }
        }
        end
    }

    /// The end of a sign that begins here: 单元 has two characters, the others one.
    fn part_end(&self, at: usize) -> usize {
        if self.at(at) == Some('单') { at + 2 } else { at + 1 }
    }

    /// Whether a word such as 经营场所 stands shortly before.
    fn is_introduced_as_premises(&self, start: usize) -> bool {
        let from = start.saturating_sub(8);
        let near = self.text.get(self.offset(from)..self.offset(start)).unwrap_or_default();
        PREMISES_WORDS.iter().any(|word| near.contains(word))
    }

    fn at(&self, at: usize) -> Option<char> {
        self.characters.get(at).map(|character| character.c)
    }

    fn offset(&self, at: usize) -> usize {
        self.characters.get(at).map_or(self.text.len(), |character| character.from)
    }

    fn place(&self, span: Range<usize>) -> Place {
        Place {
            bytes: self.offset(span.start)..self.offset(span.end),
            kind: PersonalKind::HomeAddress,
            id_number: None,
        }
    }
}

/// Digits of any width, Chinese numerals, letters of buildings, and the hyphen in 3-405.
fn is_number(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | '-' | '－' | '#' | '〇' | '零')
        || "一二三四五六七八九十百甲乙丙丁".contains(c)
}
