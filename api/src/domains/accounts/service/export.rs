//! Accounts as a workbook. Codes and whatever else lets somebody sign in are never in it.

use actix_web::HttpResponse;

use super::super::model::{Filter, Grant, UserStatus, UserView};
use super::super::policy;
use super::list;
use crate::cells;
use crate::platform::auth::{Caller, Role, ScopeKind};
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "user",
    title: "账号",
    columns: &[
        text("姓名", 14.0),
        text("用户名", 24.0),
        text("身份", 48.0),
        text("状态", 10.0),
        text("手机号", 16.0),
        text("邮箱", 26.0),
        text("建立时间", 18.0),
    ],
    most: 100_000,
    narrow: "?role",
    of_people: true,
};

/// The accounts of a filter, as the list shows them.
pub async fn export(state: &State, caller: Caller, filter: Filter) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "users.export")?;
    let pages = |page| list(state, caller.clone(), page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

fn row(u: UserView) -> Vec<Cell> {
    let grants: Vec<String> = u.grants.iter().map(held).collect();
    let status = match u.status {
        UserStatus::Pending => "未激活",
        UserStatus::Active => "正常",
        UserStatus::Disabled => "已停用",
    };
    cells![u.display_name, u.username, grants.join("；"), status, u.phone, u.email, u.created_at]
}

/// What a role is called.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::HqAdmin => "总部运营",
        Role::ContentEditor => "教研编辑",
        Role::Certifier => "培训认证",
        Role::Expert => "专家",
        Role::BranchStaff => "片区",
        Role::Trainer => "培训师",
        Role::InstitutionAdmin => "学校管理员",
        Role::Teacher => "教师",
        Role::Student => "学员",
        Role::Partner => "合作系统",
    }
}

fn held(grant: &Grant) -> String {
    let role = role_name(grant.role);
    let place = match (&grant.scope.label, grant.scope.kind) {
        (Some(label), _) => label.as_str(),
        (None, ScopeKind::Country) => "全国",
        (None, ScopeKind::Own) => "本人",
        (None, _) => "",
    };
    if place.is_empty() { role.into() } else { format!("{role} · {place}") }
}
