//! An acknowledged report survives the death of the server.

use crate::support::server::Server;
use serde_json::{Value, json};
use std::path::Path;

const KILLS: u32 = 50;

fn post(base: &str, number: u32) -> Option<i64> {
    let body = json!({
        "reported_at": "2026-11-01T08:30:00+08:00", "category": "消防隐患", "severity": 2,
        "lon": 107.98, "lat": 39.09, "datum": "gcj02", "accuracy_m": 30,
        "channel": "热线", "description": "消防通道被占", "external_id": format!("K-{number}"),
    });
    let mut answer = ureq::post(format!("{base}/api/v1/incidents")).send_json(&body).ok()?;
    assert_eq!(answer.status(), 201);
    let incident: Value = answer.body_mut().read_json().ok()?;
    incident["id"].as_i64()
}

#[test]
fn killing_the_server_right_after_an_acknowledged_report_loses_none() {
    let areas = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let db = folder.path().join("desk.db");
    let mut acknowledged: Vec<(i64, String)> = Vec::new();
    for kill in 0..KILLS {
        let mut server = Server::start(&areas, &db, &[]);
        // Everything acknowledged before the last kill is there.
        if let Some((id, external_id)) = acknowledged.last() {
            let found: Value = ureq::get(format!("{}/api/v1/incidents/{id}", server.base))
                .call()
                .unwrap_or_else(|e| panic!("{external_id} is lost: {e}"))
                .body_mut()
                .read_json()
                .expect("json");
            assert_eq!(found["external_id"], external_id.as_str());
        }
        // Two writers at once: the kill comes right after the first acknowledgement, in the
        // middle of the other's transaction.
        let (sender, receiver) = std::sync::mpsc::channel();
        for writer in 0..2 {
            let (base, sender) = (server.base.clone(), sender.clone());
            std::thread::spawn(move || {
                let number = kill * 2 + writer;
                let _receiver_gone = sender.send((number, post(&base, number)));
            });
        }
        drop(sender);
        let (number, id) = receiver.recv().expect("one of the two");
        server.kill();
        acknowledged.push((id.expect("acknowledged before the kill"), format!("K-{number}")));
        if let Ok((number, Some(id))) = receiver.recv() {
            acknowledged.push((id, format!("K-{number}")));
        }
    }
    let server = Server::start(&areas, &db, &[]);
    for (id, external_id) in &acknowledged {
        let found: Value = ureq::get(format!("{}/api/v1/incidents/{id}", server.base))
            .call()
            .unwrap_or_else(|e| panic!("{external_id} is lost: {e}"))
            .body_mut()
            .read_json()
            .expect("json");
        assert_eq!(found["external_id"], external_id.as_str());
        assert_eq!(found["events"].as_array().map(Vec::len), Some(1));
    }
    assert!(acknowledged.len() >= KILLS as usize);
}
