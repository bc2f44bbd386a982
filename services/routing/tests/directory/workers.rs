//! Workers: registered, changed, and gone only once they lead nobody.

use domain::WorkerId;
use wire::routing::change_worker_request::Change;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::*;
use wire::types::Role;

use crate::site::*;

const BEA: WorkerId = WorkerId::from_u128(0xB1);

fn register() -> RegisterWorkerRequest {
    RegisterWorkerRequest {
        request_id: new_id(),
        org_id: CHARITY.to_string(),
        worker_id: BEA.to_string(),
        name: "Bea Example".into(),
        caseload_max: 25,
        ..Default::default()
    }
}

fn left() -> RecordWorkerLeftRequest {
    RecordWorkerLeftRequest {
        request_id: new_id(),
        org_id: CHARITY.to_string(),
        worker_id: BEA.to_string(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_worker_begins_as_a_worker_and_leads_as_many_as_was_said() {
    let site = site().await.with_charity().await;
    let registered = site.api.register_worker(manager(register())).await.expect("registers");
    let registered = registered.into_inner().worker.expect("a worker");
    assert_eq!(
        (registered.roles.as_slice(), registered.caseload_max),
        (&[Role::Worker.into()][..], 25)
    );
    let change = |change| {
        let request_id = new_id();
        let (org_id, worker_id) = (CHARITY.to_string(), BEA.to_string());
        manager(ChangeWorkerRequest { request_id, org_id, worker_id, change, ..Default::default() })
    };
    let changed = site.api.change_worker(change(Some(Change::CaseloadMax(30)))).await;
    let changed = changed.expect("changes").into_inner().worker.expect("a worker");
    assert_eq!(changed.caseload_max, 30);
    assert_eq!(reason(site.api.change_worker(change(None)).await), "INVALID_FIELD");
    let beyond = site.api.change_worker(change(Some(Change::CaseloadMax(70_000)))).await;
    assert_eq!(reason(beyond), "WORKER_CASELOAD_OUT_OF_RANGE");
}

#[tokio::test]
async fn who_leads_somebody_does_not_leave() {
    let site = site().await.with_charity().await;
    site.api.register_worker(manager(register())).await.expect("registers");
    site.leads(BEA).await;
    let refused = site.api.record_worker_left(manager(left())).await;
    assert_eq!(reason(refused), "WORKER_STILL_LEADS");
}

#[tokio::test]
async fn who_leads_nobody_leaves() {
    let site = site().await.with_charity().await;
    site.api.register_worker(manager(register())).await.expect("registers");
    site.leads(ANN).await;
    let gone = site.api.record_worker_left(manager(left())).await.expect("leaves").into_inner();
    assert!(gone.worker.expect("a worker").left);
}

#[tokio::test]
async fn a_retry_gets_the_first_answer_though_nobody_can_tell_now_who_leads_whom() {
    let site = site().await.with_charity().await;
    site.api.register_worker(manager(register())).await.expect("registers");
    let leave = left();
    let gone = site.api.record_worker_left(manager(leave.clone())).await.expect("leaves");
    site.damages().await;
    assert_eq!(reason(site.api.record_worker_left(manager(left())).await), "JOURNAL_DAMAGED");
    let again = site.api.record_worker_left(manager(leave)).await.expect("left already");
    assert_eq!(again.into_inner(), gone.into_inner());
}
