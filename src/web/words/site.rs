//! What stands around every page: names, navigation, errors.

use crate::web::language::{Phrase, phrase};

pub(in crate::web) const NAME: Phrase = phrase("商户信用", "Merchant Credit");
pub(in crate::web) const SKIP: Phrase = phrase("跳到正文", "Skip to content");
pub(in crate::web) const MAIN_NAVIGATION: Phrase = phrase("主导航", "Main");
pub(in crate::web) const SEARCH: Phrase = phrase("查询", "Search");
pub(in crate::web) const MODEL: Phrase = phrase("评分模型", "Model");
pub(in crate::web) const RUNS: Phrase = phrase("批量评分", "Runs");
pub(in crate::web) const DESK: Phrase = phrase("监管工作台", "Desk");
pub(in crate::web) const VERIFY: Phrase = phrase("报告核验", "Verify");
pub(in crate::web) const API: Phrase = phrase("接口文档", "API");
pub(in crate::web) const LANGUAGE: Phrase = phrase("语言", "Language");
pub(in crate::web) const FOOTER: Phrase = phrase(
    "本服务结果为市场化参考，不是公共信用综合评价，亦非行政决定。",
    "What this service says is a reference for the market. It is neither a public credit evaluation \
     nor an administrative decision.",
);
pub(in crate::web) const SHOW_TABLE: Phrase = phrase("以表格查看", "Show as a table");
pub(in crate::web) const POINTS: Phrase = phrase("分值", "Points");
pub(in crate::web) const GRADE: Phrase = phrase("等级", "Grade");
pub(in crate::web) const NOT_RATED: Phrase = phrase("未评级", "Not rated");
pub(in crate::web) const DAY: Phrase = phrase("日期", "Day");
pub(in crate::web) const MONTH: Phrase = phrase("月份", "Month");

pub(in crate::web) const GO_HOME: Phrase = phrase("返回查询页", "Go to the search page");
pub(in crate::web) const REQUEST_ID: Phrase = phrase("请求编号", "Request id");

pub(in crate::web) const BAD_REQUEST: Phrase = phrase("请求无法读取", "The request cannot be read");
pub(in crate::web) const BAD_REQUEST_TEXT: Phrase = phrase(
    "地址或表单中有不认识或写法不对的内容，请检查后重试。",
    "Something in the address or the form is unknown or not written as it should be.",
);
pub(in crate::web) const KEY_NEEDED: Phrase = phrase("需要密钥", "A key is needed");
pub(in crate::web) const KEY_NEEDED_TEXT: Phrase =
    phrase("此页仅向持有密钥的人开放。", "This page is open to holders of a key only.");
pub(in crate::web) const FORBIDDEN: Phrase = phrase("无权查看", "Not allowed");
pub(in crate::web) const FORBIDDEN_TEXT: Phrase =
    phrase("您的密钥不能查看此页或执行此操作。", "Your key may not see this page or do this.");
pub(in crate::web) const NOT_FOUND: Phrase = phrase("没有找到", "Not found");
pub(in crate::web) const NOT_FOUND_TEXT: Phrase = phrase(
    "没有这个页面或商户。请核对统一社会信用代码，或按名称查询。",
    "There is no such page or merchant. Check the credit code, or search by name.",
);
pub(in crate::web) const TOO_MANY: Phrase = phrase("请求过于频繁", "Too many requests");
pub(in crate::web) const TOO_MANY_TEXT: Phrase =
    phrase("请稍候再试。", "Please wait a little and try again.");
pub(in crate::web) const UNAVAILABLE: Phrase = phrase("暂时无法服务", "Unavailable for now");
pub(in crate::web) const UNAVAILABLE_TEXT: Phrase =
    phrase("服务暂时繁忙，请稍候再试。", "The service is busy. Please try again in a moment.");
pub(in crate::web) const INTERNAL: Phrase = phrase("服务出错", "Something went wrong");
pub(in crate::web) const INTERNAL_TEXT: Phrase = phrase(
    "我们未能完成您的请求。报告问题时请附上请求编号。",
    "The request could not be completed. Name the request id when you report this.",
);
