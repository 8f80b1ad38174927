//! Use cases of clients.

use actix_web::HttpResponse;

use super::model::{
    ApiClient, ApiClientCreate, ApiClientCreated, ClientPlace, ClientScope, ClientSecret, Filter,
    Row, TokenAnswer, TokenRequest,
};
use super::{policy, store};
use crate::cells;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{ACCESS_TOKEN_SECONDS, Caller, Claims, Peer, Role, Scope, ScopeKind};
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::export::{Cell, Export, region, text};
use crate::platform::http::{IdempotencyKey, Idempotent, Page, PageQuery};
use crate::platform::ids;
use crate::platform::keys::{hex, random, random_token, sha256};
use crate::platform::state::State;

fn subject(row: &Row) -> Subject {
    Subject {
        kind: "api_client",
        id: Some(row.id),
        region_code: row.region_code.clone(),
        institution_id: row.institution_id,
    }
}

/// A page of the clients within the caller's scope, newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: Filter,
) -> Result<Page<ApiClient>> {
    caller.may(policy::TABLE, "api_clients.read")?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .snapshot(move |conn| {
            let rows = store::list(conn, &caller.scope, &filter, after, limit)?;
            let total = page.total(|| store::count(conn, &caller.scope, &filter))?;
            let mut page = Page::build(rows, limit, |r| r.id).of(total).map(ApiClient::from);
            label(conn, &mut page.items)?;
            Ok(page)
        })
        .await
}

/// One client.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<ApiClient> {
    caller.may(policy::TABLE, "api_clients.read")?;
    state
        .db
        .snapshot(move |conn| {
            let mut client = ApiClient::from(store::find(conn, &caller.scope, id)?);
            label(conn, std::slice::from_mut(&mut client))?;
            Ok(client)
        })
        .await
}

/// Names the institutions that clients are for.
fn label(conn: &mut Conn, clients: &mut [ApiClient]) -> Result<()> {
    let ids: Vec<Id> = clients.iter().filter_map(|c| c.scope.institution_id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let names = store::institution_names(conn, ids)?;
    for client in clients {
        client.scope.label = client.scope.institution_id.and_then(|id| names.get(&id).cloned());
    }
    Ok(())
}

const EXPORT: Export = Export {
    noun: "api_client",
    title: "接口客户端",
    columns: &[
        text("名称", 24.0),
        text("客户端编号", 24.0),
        text("范围", 28.0),
        text("可读取的数据", 40.0),
        text("状态", 10.0),
        text("建立时间", 18.0),
        text("更换密钥", 18.0),
        text("最近使用", 18.0),
        text("吊销时间", 18.0),
    ],
    most: 20_000,
    narrow: "?revoked",
    of_people: false,
};

/// The clients of a filter as a workbook.
pub async fn export(state: &State, caller: Caller, filter: Filter) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "api_clients.export")?;
    let pages = |page| list(state, caller.clone(), page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, exported).await
}

fn exported(c: ApiClient) -> Vec<Cell> {
    let place = match (&c.scope.label, &c.scope.region_code) {
        (Some(name), _) => name.clone(),
        (None, Some(code)) => region(code),
        (None, None) => "全国".into(),
    };
    let data: Vec<&str> = c.scopes.iter().map(|s| data(*s)).collect();
    cells![
        c.name,
        c.client_id,
        place,
        data.join("、"),
        if c.revoked_at.is_some() { "已吊销" } else { "有效" },
        c.created_at,
        c.rotated_at,
        c.last_used_at,
        c.revoked_at,
    ]
}

/// What a scope lets a client read.
fn data(scope: ClientScope) -> &'static str {
    match scope {
        ClientScope::InstitutionsRead => "学校",
        ClientScope::StudentsRead => "学生",
        ClientScope::CohortsRead => "学习班",
        ClientScope::ResultsRead => "成绩",
        ClientScope::CertificatesRead => "证书",
        ClientScope::CertificatesVerify => "证书查验",
        ClientScope::EditionsRead => "期次",
    }
}

/// The place a client is for, checked against the caller's scope.
fn place(
    conn: &mut Conn,
    caller: &Caller,
    place: &ClientPlace,
) -> Result<(Option<String>, Option<Id>)> {
    let field = |name: &str, code: &str, message: &str| {
        Error::field(format!("/scope/{name}"), code, message)
    };
    let beyond = || Error::because(Code::Forbidden, "That lies beyond your own scope");
    match place.kind {
        ScopeKind::Country => {
            if caller.scope == Scope::Country {
                Ok((None, None))
            } else {
                Err(beyond())
            }
        }
        ScopeKind::Region => {
            let code = place.region_code.clone();
            let code = code.ok_or_else(|| field("region_code", "required", "is required"))?;
            if !store::region_exists(conn, &code)? {
                return Err(field("region_code", "unknown", "the programme serves no such region"));
            }
            if caller.scope.covers_region(&code) { Ok((Some(code), None)) } else { Err(beyond()) }
        }
        ScopeKind::Institution => {
            let id = place.institution_id;
            let id = id.ok_or_else(|| field("institution_id", "required", "is required"))?;
            let region = store::region_of(conn, &caller.scope, id)?;
            let region = region.ok_or_else(|| {
                field("institution_id", "unknown", "there is no such institution")
            })?;
            Ok((Some(region), Some(id)))
        }
        ScopeKind::Class | ScopeKind::Own => {
            Err(field("kind", "unfit", "must be country, region or institution"))
        }
    }
}

/// Lets a third-party system in. Its secret is in the answer and nowhere else, but for the sealed answer that
/// the same request with the same key is given again.
pub async fn create(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    request: ApiClientCreate,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "api_clients.create")?;
    let name = request.name.trim().to_string();
    if name.is_empty() {
        return Err(Error::field("/name", "length", "must have 1 to 100 characters")
            .naming([("min", 1.into()), ("max", 100.into())]));
    }
    let same = serde_json::to_vec(&request)?;
    let mut scopes = request.scopes;
    scopes.sort_unstable();
    scopes.dedup();
    let scopes: Vec<_> = scopes.into_iter().map(ClientScope::as_str).collect();
    let scopes = scopes.join(" ");
    let client_secret = random_token();
    let hash = sha256(client_secret.as_bytes()).to_vec();
    let now = state.clock.now();
    let by = caller.clone();
    key.run(state, &by, "create_api_client", &same, move |conn| {
            let (region_code, institution_id) = place(conn, &caller, &request.scope)?;
            let row = Row {
                id: ids::new(),
                name,
                client_id: format!("onex-{}", hex(&random::<8>())),
                secret_hash: hash,
                client_scopes: scopes,
                scope_kind: request.scope.kind,
                region_code,
                institution_id,
                created_by: caller.user,
                created_at: now,
                rotated_at: None,
                last_used_at: None,
                revoked_at: None,
            };
            store::insert(conn, &row)?;
            let detail = serde_json::json!({ "name": row.name, "client_id": row.client_id, "scopes": row.client_scopes });
            audit::record(conn, Some(&caller), now, "api_client.create", subject(&row), &detail)?;
            let location = format!("/api/v1/api-clients/{}", row.id);
            let made = ApiClientCreated { client: ApiClient::from(row), client_secret };
            Idempotent::created(location, &made)
        })
        .await
}

/// Gives a client another secret; tokens that were fetched with the old one run out.
pub async fn rotate(state: &State, caller: Caller, id: Id) -> Result<ClientSecret> {
    caller.may(policy::TABLE, "api_clients.rotate")?;
    let client_secret = random_token();
    let hash = sha256(client_secret.as_bytes()).to_vec();
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let row = store::find(conn, &caller.scope, id)?;
            if row.revoked_at.is_some() {
                return Err(Error::because(Code::StateForbids, "The client is revoked")
                    .why("client_revoked", []));
            }
            store::rotate(conn, id, &hash, now)?;
            let none = serde_json::json!({});
            audit::record(conn, Some(&caller), now, "api_client.rotate", subject(&row), &none)
        })
        .await?;
    Ok(ClientSecret { client_secret })
}

/// Shuts a client out for good: its tokens end with it, on this node at once.
pub async fn revoke(state: &State, caller: Caller, id: Id) -> Result<()> {
    caller.may(policy::TABLE, "api_clients.revoke")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let row = store::find(conn, &caller.scope, id)?;
            if !store::revoke(conn, id, now)? {
                return Err(Error::because(Code::StateForbids, "The client is revoked already"));
            }
            let none = serde_json::json!({});
            audit::record(conn, Some(&caller), now, "api_client.revoke", subject(&row), &none)
        })
        .await?;
    state.sessions_ended();
    Ok(())
}

/// The scopes a token gets: those asked for, if the client has them all; `None` otherwise.
fn narrowed(has: &str, asked: Option<&str>) -> Option<String> {
    let Some(asked) = asked.map(str::trim).filter(|a| !a.is_empty()) else {
        return Some(has.to_string());
    };
    let mut list: Vec<&str> = asked.split(' ').filter(|s| !s.is_empty()).collect();
    list.sort_unstable();
    list.dedup();
    list.iter().all(|s| has.split(' ').any(|h| h == *s)).then(|| list.join(" "))
}

/// Gives a client an access token for its id and secret (RFC 6749 §4.4). The first part of a refusal is the
/// error code of §5.2.
///
/// # Errors
/// `invalid_client` for an unknown client, a wrong secret and a revoked client alike; `invalid_scope` for a
/// scope the client has not; `too_many_attempts` after too many failures of the client or the address.
pub async fn token(
    state: &State,
    peer: Peer,
    request: TokenRequest,
) -> Result<TokenAnswer, (&'static str, Error)> {
    let bad = |message: &str| ("invalid_request", Error::because(Code::Malformed, message));
    if request.grant_type.is_empty() {
        return Err(bad("The form lacks grant_type"));
    }
    if request.grant_type != "client_credentials" {
        let only = "grant_type must be client_credentials";
        return Err(("unsupported_grant_type", Error::because(Code::Malformed, only)));
    }
    let (Some(client_id), Some(secret)) = (request.client_id, request.client_secret) else {
        let both = "Send client_id and client_secret, in the form or by HTTP Basic authentication";
        return Err(("invalid_client", Error::because(Code::InvalidCredentials, both)));
    };
    let limits = [
        (format!("client:{client_id}"), state.config.login_per_account),
        (format!("client-from:{}", peer.address), state.config.login_per_address),
    ];
    for (key, limit) in &limits {
        state.throttle.check(key, *limit).map_err(|e| ("invalid_client", e))?;
    }
    let hash = sha256(secret.as_bytes()).to_vec();
    let (now, asked) = (state.clock.now(), request.scope);
    let found = state
        .db
        .write(move |conn| {
            let Some(row) = store::by_client_id(conn, &client_id)? else { return Ok(None) };
            if !store::used(conn, row.id, &hash, now)? {
                return Ok(None);
            }
            Ok(Some(row))
        })
        .await
        .map_err(|e| ("invalid_request", e))?;
    // Counted and judged without a pause in between, so that guesses in parallel get no further than others.
    let attempt = state.throttle.attempt(&limits).map_err(|e| ("invalid_client", e))?;
    let Some(row) = found else {
        let wrong = "The client is unknown or its secret is wrong";
        return Err(("invalid_client", Error::because(Code::InvalidCredentials, wrong)));
    };
    attempt.give_back();
    state.throttle.clear(&limits[0].0);
    let Some(scope) = narrowed(&row.client_scopes, asked.as_deref()) else {
        let has = format!("The client has the scopes {}", row.client_scopes);
        return Err(("invalid_scope", Error::because(Code::Malformed, has)));
    };
    let iat = Clock::real().utc().unix_timestamp();
    let claims = Claims {
        sub: row.id,
        sid: row.id,
        gid: row.id,
        role: Role::Partner,
        scope: row.scope_kind,
        region: row.region_code,
        institution: row.institution_id,
        class: None,
        scp: Some(scope.clone()),
        iat,
        exp: iat + ACCESS_TOKEN_SECONDS,
    };
    let access_token = claims.sign(&state.keys).map_err(|e| ("invalid_request", e))?;
    let token_type = "Bearer".into();
    Ok(TokenAnswer { access_token, token_type, expires_in: ACCESS_TOKEN_SECONDS, scope })
}
