//! The simulated clock of a demo, moved by hand: so that whoever tries the programme out sees a day after the
//! exam without waiting for it. A deployment that is no demo refuses it.

use actix_web::{HttpResponse, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{Fact, fact, set_fact};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, PolicyRow, Role};
use crate::platform::clock::Clock;
use crate::platform::db::Ts;
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{Body, Routes};
use crate::platform::state::State;

/// Who may move the clock of a demo.
pub const POLICY: &[PolicyRow] = &[("demo.move_clock", &[Role::HqAdmin])];

/// How far ahead the clock of a demo goes, in seconds: the programme is planned for years, not for decades.
const FURTHEST_SECONDS: i64 = 10 * 366 * 86_400;

/// Where to move the clock of a demo.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct DemoClockMove {
    /// The business instant that it is from now on; later than it is now, and at most ten years.
    #[schema(example = "2020-04-20T01:00:00Z")]
    pub to: Ts,
}

/// The clock of a demo.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DemoClock {
    /// The business instant that it is now.
    pub now: Ts,
}

/// Moves the clock of a demo ahead; `state_forbids` in a deployment that is no demo.
#[utoipa::path(tag = "meta", operation_id = "move_demo_clock", security(("bearer" = [])), request_body = DemoClockMove,
    responses((status = 200, description = "The clock as it is now", body = DemoClock)))]
#[put("/demo/clock")]
pub async fn move_clock(
    caller: Caller,
    state: web::Data<State>,
    body: Body<DemoClockMove>,
) -> Result<HttpResponse> {
    caller.may(POLICY, "demo.move_clock")?;
    let to = body.0.to;
    let (clock, epoch) = (state.clock.clone(), Clock::real());
    state
        .db
        .write(move |conn| {
            if fact(conn, Fact::Demo)?.is_none() {
                return Err(Error::because(
                    Code::StateForbids,
                    "This is no demo: its time is the real one and is not moved",
                ));
            }
            let before = clock.now();
            if to <= before {
                return Err(Error::field(
                    "/to",
                    "earlier",
                    format!("it is {before} already, and time does not go back"),
                ));
            }
            if to > before.plus_seconds(FURTHEST_SECONDS) {
                return Err(Error::field("/to", "too_far", "at most ten years ahead"));
            }
            set_fact(conn, Fact::DemoClockStart, &to.0.to_string())?;
            set_fact(conn, Fact::DemoClockEpoch, &epoch.0.to_string())?;
            let subject = Subject::country("demo", caller.user);
            let detail = serde_json::json!({ "from": before, "to": to });
            audit::record(conn, Some(&caller), before, "demo.move_clock", subject, &detail)?;
            Ok(())
        })
        .await?;
    state.clock.shift(to, epoch);
    state.wake_streams();
    Ok(HttpResponse::Ok().json(DemoClock { now: state.clock.now() }))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config.service(move_clock);
}
