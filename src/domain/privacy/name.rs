//! Masking the name of a natural person: the family name stays.

/// Family names of two characters that still occur.
const COMPOUND_FAMILY_NAMES: [&str; 24] = [
    "欧阳", "上官", "司马", "诸葛", "司徒", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙",
    "宇文", "东方", "南宫", "西门", "独孤", "端木", "轩辕", "闻人", "百里", "呼延", "申屠", "太史",
];

/// Masks the name of a natural person: 张三 becomes 张\*, 欧阳娜娜 becomes 欧阳\*\*.
///
/// The family name stays, each further letter becomes a `*`; marks between parts of a name
/// (`·`, space, hyphen) stay too. Names of one character become a `*`. Masking again changes
/// nothing.
#[must_use]
pub fn mask_name(name: &str) -> String {
    let name = name.trim();
    let n_characters = name.chars().count();
    let compound = COMPOUND_FAMILY_NAMES.iter().any(|family| name.starts_with(family));
    let n_kept = match n_characters {
        0 | 1 => 0,
        2 => 1,
        _ if compound => 2,
        _ => 1,
    };
    name.chars()
        .enumerate()
        .map(|(at, c)| if at < n_kept || is_mark(c) { c } else { '*' })
        .collect()
}

fn is_mark(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | ' ' | '-' | '.' | '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_name_stays_and_the_rest_is_masked() {
        for (name, masked) in [
            ("张三", "张*"),
            ("张三丰", "张**"),
            ("欧阳娜娜", "欧阳**"),
            ("欧阳", "欧*"),
            ("阿卜杜·热合曼", "阿**·***"),
            ("Li Lei", "L* ***"),
            ("张", "*"),
            ("", ""),
            (" 张三 ", "张*"),
        ] {
            assert_eq!(mask_name(name), masked, "{name}");
            assert_eq!(mask_name(masked), masked, "{name}, masked twice");
        }
    }
}
