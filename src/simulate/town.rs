//! The invented town: its districts, trades, organs and platforms. Nothing in it exists.
//!
//! Region codes have the form of GB/T 2260, but no prefecture 4499 has ever been assigned; the
//! industry codes are those of GB/T 4754-2017.

/// The town's own region code.
pub(super) const TOWN_REGION: &str = "449900";

/// A district of the town.
#[derive(Debug)]
pub(super) struct District {
    /// Region code, unassigned in GB/T 2260.
    pub(super) region: &'static str,
    pub(super) name: &'static str,
    /// How much better than elsewhere merchants do here, in logits of quality.
    pub(super) effect: f64,
}

/// The districts, in the order of their codes.
pub(super) static DISTRICTS: [District; 6] = [
    district("449901", "样例市湖湾区", 0.25),
    district("449902", "样例市云脚区", 0.05),
    district("449903", "样例市石桥区", -0.10),
    district("449921", "样例市谷雨县", 0.15),
    district("449922", "样例市霜降县", -0.35),
    district("449981", "样例市白露口市", 0.0),
];

const fn district(region: &'static str, name: &'static str, effect: f64) -> District {
    District { region, name, effect }
}

/// A licence that a trade needs.
#[derive(Debug)]
pub(super) struct Permit {
    /// Title of the decision (行政许可决定文书名称).
    pub(super) document: &'static str,
    /// 许可类别.
    pub(super) class: &'static str,
    /// 许可证书名称.
    pub(super) certificate: &'static str,
    /// 许可内容.
    pub(super) content: &'static str,
    /// The character that begins its document numbers.
    pub(super) mark: &'static str,
    /// For how many years it is given; none means long-term.
    pub(super) years: Option<i32>,
}

static FOOD: Permit = Permit {
    document: "准予食品经营许可决定书",
    class: "普通",
    certificate: "食品经营许可证",
    content: "食品销售、餐饮服务经营",
    mark: "食",
    years: Some(5),
};
static DRUGS: Permit = Permit {
    document: "准予药品经营许可决定书",
    class: "普通",
    certificate: "药品经营许可证",
    content: "药品零售",
    mark: "药",
    years: Some(5),
};
static HYGIENE: Permit = Permit {
    document: "准予公共场所卫生许可决定书",
    class: "核准",
    certificate: "公共场所卫生许可证",
    content: "公共场所经营",
    mark: "卫",
    years: Some(4),
};
static REPAIR_SHOP: Permit = Permit {
    document: "机动车维修经营备案通知书",
    class: "其他-备案",
    certificate: "机动车维修经营备案证明",
    content: "三类机动车维修",
    mark: "修",
    years: None,
};

/// The registration that every merchant begins with (营业执照).
pub(super) static REGISTRATION: Permit = Permit {
    document: "准予设立登记通知书",
    class: "登记",
    certificate: "营业执照",
    content: "准予设立登记",
    mark: "登",
    years: None,
};

/// A trade and how merchants of it behave.
#[derive(Debug)]
pub(super) struct Trade {
    /// GB/T 4754-2017.
    pub(super) industry: &'static str,
    /// What such a merchant is called in its name.
    pub(super) noun: &'static str,
    /// How much better than others this trade does, in logits of quality.
    pub(super) effect: f64,
    /// Inspections a year.
    pub(super) inspections: f64,
    /// How often it is complained about, relative to the others.
    pub(super) complaints: f64,
    /// Weights of the classes of complaint, in the order of `complaint::CLASSES`.
    pub(super) complaint_weights: [u32; 10],
    /// Share that sells online.
    pub(super) online: f64,
    /// Share that is a company rather than an individual business.
    pub(super) companies: f64,
    /// The licence it needs beside its registration.
    pub(super) permit: Option<&'static Permit>,
}

impl Trade {
    /// Whether its members are farmers' cooperatives.
    pub(super) fn is_farming(&self) -> bool {
        self.industry.starts_with('0')
    }
}

/// The trades; `TRADE_WEIGHTS` says how common they are.
pub(super) static TRADES: [Trade; 12] = [
    Trade {
        industry: "6210",
        noun: "餐馆",
        effect: -0.20,
        inspections: 0.55,
        complaints: 1.1,
        complaint_weights: [2, 10, 40, 8, 1, 0, 5, 12, 20, 2],
        online: 0.35,
        companies: 0.25,
        permit: Some(&FOOD),
    },
    Trade {
        industry: "6220",
        noun: "快餐店",
        effect: -0.35,
        inspections: 0.55,
        complaints: 1.2,
        complaint_weights: [2, 10, 42, 6, 2, 0, 16, 10, 10, 2],
        online: 0.70,
        companies: 0.15,
        permit: Some(&FOOD),
    },
    Trade {
        industry: "5212",
        noun: "超市",
        effect: 0.10,
        inspections: 0.40,
        complaints: 0.9,
        complaint_weights: [10, 25, 25, 20, 1, 1, 3, 9, 5, 1],
        online: 0.30,
        companies: 0.55,
        permit: Some(&FOOD),
    },
    Trade {
        industry: "5223",
        noun: "果蔬店",
        effect: 0.05,
        inspections: 0.25,
        complaints: 0.7,
        complaint_weights: [4, 35, 20, 15, 0, 0, 10, 10, 5, 1],
        online: 0.45,
        companies: 0.15,
        permit: None,
    },
    Trade {
        industry: "5232",
        noun: "服装店",
        effect: 0.0,
        inspections: 0.10,
        complaints: 1.1,
        complaint_weights: [20, 25, 0, 10, 2, 8, 10, 20, 4, 1],
        online: 0.75,
        companies: 0.30,
        permit: None,
    },
    Trade {
        industry: "5251",
        noun: "药店",
        effect: 0.45,
        inspections: 0.50,
        complaints: 0.6,
        complaint_weights: [6, 18, 30, 20, 6, 1, 5, 8, 5, 1],
        online: 0.30,
        companies: 0.75,
        permit: Some(&DRUGS),
    },
    Trade {
        industry: "5274",
        noun: "通信器材店",
        effect: -0.15,
        inspections: 0.15,
        complaints: 1.3,
        complaint_weights: [18, 30, 0, 14, 8, 8, 6, 12, 3, 1],
        online: 0.80,
        companies: 0.60,
        permit: None,
    },
    Trade {
        industry: "5292",
        noun: "网络商行",
        effect: -0.25,
        inspections: 0.08,
        complaints: 1.6,
        complaint_weights: [20, 18, 3, 10, 6, 6, 18, 16, 2, 1],
        online: 1.0,
        companies: 0.65,
        permit: None,
    },
    Trade {
        industry: "8040",
        noun: "理发店",
        effect: 0.05,
        inspections: 0.20,
        complaints: 0.8,
        complaint_weights: [1, 10, 5, 25, 5, 0, 0, 30, 22, 2],
        online: 0.15,
        companies: 0.10,
        permit: Some(&HYGIENE),
    },
    Trade {
        industry: "6129",
        noun: "旅馆",
        effect: 0.10,
        inspections: 0.35,
        complaints: 1.0,
        complaint_weights: [1, 12, 8, 18, 12, 0, 0, 30, 17, 2],
        online: 0.60,
        companies: 0.50,
        permit: Some(&HYGIENE),
    },
    Trade {
        industry: "8111",
        noun: "汽车修理厂",
        effect: -0.10,
        inspections: 0.25,
        complaints: 1.2,
        complaint_weights: [12, 36, 3, 28, 1, 1, 2, 6, 9, 2],
        online: 0.10,
        companies: 0.50,
        permit: Some(&REPAIR_SHOP),
    },
    Trade {
        industry: "0141",
        noun: "蔬菜专业合作社",
        effect: 0.30,
        inspections: 0.15,
        complaints: 0.4,
        complaint_weights: [3, 45, 15, 8, 0, 1, 18, 7, 2, 1],
        online: 0.40,
        companies: 1.0,
        permit: None,
    },
];

/// How common the trades are, in the order of [`TRADES`].
pub(super) const TRADE_WEIGHTS: [u32; 12] = [16, 12, 9, 8, 11, 5, 5, 12, 8, 4, 6, 4];

/// A platform on which consumers rate.
#[derive(Debug)]
pub(super) struct Platform {
    /// Its name, the scheme of its shops' identities.
    pub(super) name: &'static str,
    /// Whether it asks for three figures rather than one.
    pub(super) figures: Figures,
    /// Share of its ratings that it matched with a paid order.
    pub(super) verified: f64,
}

/// What a platform asks its consumers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figures {
    /// One figure from 1 to 5.
    Overall,
    /// 描述相符, 服务态度 and 物流服务.
    ThreeDimensions,
}

/// The platforms on which shops are run.
pub(super) static SHOP_PLATFORMS: [Platform; 2] = [
    Platform { name: "yunshi", figures: Figures::Overall, verified: 0.93 },
    Platform { name: "haimao", figures: Figures::ThreeDimensions, verified: 0.96 },
];

/// The review site for shops in the street; it sees orders only sometimes.
pub(super) static STREET_PLATFORM: Platform =
    Platform { name: "yangli", figures: Figures::Overall, verified: 0.60 };

/// An authority of the town.
#[derive(Clone, Copy, Debug)]
pub(super) struct Organ {
    /// The district it works in.
    pub(super) district: &'static District,
    pub(super) office: Office,
}

/// What an authority is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Office {
    /// 市场监督管理局.
    MarketRegulation,
    /// 行政审批局.
    Approval,
}

impl Organ {
    /// Its full name; marked as invented.
    pub(super) fn name(self) -> String {
        let office = match self.office {
            Office::MarketRegulation => "市场监督管理局",
            Office::Approval => "行政审批局",
        };
        format!("{}{office}(虚构)", self.district.name)
    }

    /// The short form of its name in document numbers.
    pub(super) fn mark(self) -> &'static str {
        match self.office {
            Office::MarketRegulation => "市监",
            Office::Approval => "审批",
        }
    }

    /// The body of its organisation code.
    pub(super) const fn code_body(self) -> &'static str {
        match self.office {
            Office::MarketRegulation => "MB0A1110",
            Office::Approval => "MB0A2220",
        }
    }
}
