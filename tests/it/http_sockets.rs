//! Behaviour on sockets: slow clients, idle ones, too many, keep-alive, HTTP/2, stopping.

use std::time::{Duration, Instant};

use merchant_credit::app::key::Role;
use merchant_credit::http::allowance::{Allowance, Limits, RouteClass, Tier};

use crate::http_door::{Answer, Door};

const SHORT: Duration = Duration::from_millis(300);

/// That the server closed within a time near `SHORT`.
#[track_caller]
fn check_closes_in_time(connection: &mut crate::http_door::Connection) {
    let started = Instant::now();
    let _ = connection.read_to_end();
    let elapsed = started.elapsed();
    assert!(elapsed < Duration::from_secs(5), "closed only after {elapsed:?}");
}

#[test]
fn a_connection_that_never_finishes_its_head_is_closed() {
    let door = Door::with(|settings| settings.patience.head = SHORT);
    for start in ["", "P", "GET /v1/echo/a HTTP/1.1\r\nhost: t\r\nx-slow: "] {
        let mut connection = door.connect();
        connection.write(start);
        check_closes_in_time(&mut connection);
    }
    assert_eq!(door.get("/v1/echo/a").status, 200);
}

#[test]
fn a_head_that_drips_in_does_not_hold_its_connection() {
    let door = Door::with(|settings| settings.patience.head = SHORT);
    let mut connection = door.connect();
    connection.write("GET /v1/echo/a HTTP/1.1\r\nx-slow: ");
    let mut n_written = 0;
    let started = Instant::now();
    while std::io::Write::write_all(&mut connection.stream, b"a").is_ok() {
        n_written += 1;
        assert!(started.elapsed() < Duration::from_secs(5), "{n_written} bytes taken");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn an_idle_connection_is_closed_after_its_last_answer() {
    let door = Door::with(|settings| settings.patience.idle = SHORT);
    let mut connection = door.connect();
    connection.write("GET /v1/echo/a HTTP/1.1\r\nhost: t\r\n\r\n");
    assert_eq!(connection.read_answer().status, 200);
    check_closes_in_time(&mut connection);
}

#[test]
fn a_body_that_drips_in_is_refused_in_time() {
    let door = Door::with(|settings| settings.patience.body = SHORT);
    let mut connection = door.connect();
    connection.write("POST /v1/say HTTP/1.1\r\nhost: t\r\ncontent-length: 100\r\n\r\n{");
    let started = Instant::now();
    let answer = connection.read_answer();
    assert_eq!((answer.status, answer.code().as_str()), (408, "body_timeout"));
    assert!(started.elapsed() < Duration::from_secs(5));
    check_closes_in_time(&mut connection);
}

#[test]
fn a_connection_is_kept_for_the_next_request() {
    let door = Door::open();
    let mut connection = door.connect();
    for id in ["a", "b", "c"] {
        connection.write(&format!("GET /v1/echo/{id} HTTP/1.1\r\nhost: t\r\n\r\n"));
        assert_eq!(connection.read_answer().json()["id"], id);
    }
    let two =
        "GET /v1/echo/d HTTP/1.1\r\nhost: t\r\n\r\nGET /v1/echo/e HTTP/1.1\r\nhost: t\r\n\r\n";
    connection.write(two);
    assert_eq!(connection.read_answer().json()["id"], "d");
    assert_eq!(connection.read_answer().json()["id"], "e");
}

#[test]
fn a_head_that_is_too_long_is_refused() {
    let door = Door::open();
    let long = "x".repeat(40_000);
    let answer = door.send("GET", "/v1/echo/a", &[("x-long", &long)], "");
    assert_eq!(answer.status, 431);
}

#[test]
fn beyond_the_number_of_connections_the_next_is_turned_away_at_once() {
    let door = Door::with(|settings| settings.capacity.n_connections_max = 2);
    let mut kept: Vec<_> = (0..2).map(|_| door.connect()).collect();
    for connection in &mut kept {
        connection.write("GET /v1/echo/a HTTP/1.1\r\nhost: t\r\n\r\n");
        assert_eq!(connection.read_answer().status, 200);
    }
    let answer = Answer::parse(&door.connect().read_to_end());
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    drop(kept);
    let request = "GET /v1/echo/a HTTP/1.0\r\n\r\n";
    door.until(|_| Answer::parse(&door.send_raw(request)).status == 200);
}

#[test]
fn beyond_the_work_in_flight_the_next_is_told_to_come_back() {
    let door = Door::with(|settings| settings.capacity.n_in_flight_max = 1);
    let mut busy = door.connect();
    busy.write("GET /v1/long?wait_ms=3000 HTTP/1.1\r\nhost: t\r\n\r\n");
    door.until(|server| server.n_in_flight() == 1);
    let refused = door.get("/v1/long?wait_ms=0");
    assert_eq!((refused.status, refused.code().as_str()), (503, "overloaded"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(door.get("/v1/echo/a").status, 200, "short reads are still served");
    assert_eq!(busy.read_answer().status, 200);
    assert_eq!(door.get("/v1/long?wait_ms=0").status, 200);
}

#[test]
fn stopping_finishes_what_was_accepted_and_accepts_nothing_more() {
    let mut door = Door::open();
    let mut busy = door.connect();
    busy.write("GET /v1/long?wait_ms=700 HTTP/1.1\r\nhost: t\r\n\r\n");
    let mut idle = door.connect();
    idle.write("GET /v1/echo/a HTTP/1.1\r\nhost: t\r\n\r\n");
    assert_eq!(idle.read_answer().status, 200);
    // Accepted is what the server has begun to read.
    door.until(|server| server.n_in_flight() == 1);
    let server = door.server.take().unwrap();
    let stopping = std::thread::spawn(move || server.stop());
    let answer = busy.read_answer();
    assert_eq!(answer.status, 200);
    assert_eq!(stopping.join().unwrap(), 0, "no connection had to be cut");
    assert!(idle.read_to_end().is_empty());
    assert!(std::net::TcpStream::connect(door.address).is_err());
}

#[test]
fn stopping_does_not_wait_for_ever() {
    let mut door = Door::with(|settings| settings.patience.stop = SHORT);
    let mut busy = door.connect();
    busy.write("GET /v1/wait?wait_ms=600000 HTTP/1.1\r\nhost: t\r\n\r\n");
    door.until(|server| server.n_waiting() == 1);
    let started = Instant::now();
    assert_eq!(door.server.take().unwrap().stop(), 1);
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_wait_ends_when_its_patience_ends() {
    let door = Door::open();
    let started = Instant::now();
    let answer = door.get("/v1/wait?wait_ms=200");
    assert_eq!(answer.status, 200);
    assert!(started.elapsed() >= Duration::from_millis(200));
}

#[test]
fn many_wait_without_a_thread_each() {
    let door = Door::open();
    let waiting: Vec<_> = (0..200)
        .map(|_| {
            let mut connection = door.connect();
            connection.write("GET /v1/wait?wait_ms=600 HTTP/1.1\r\nhost: t\r\n\r\n");
            connection
        })
        .collect();
    assert_eq!(door.get("/v1/echo/a").status, 200);
    for mut connection in waiting {
        assert_eq!(connection.read_answer().status, 200);
    }
}

#[test]
fn who_is_refused_is_served_after_the_wait_it_was_told() {
    let door = Door::with(|settings| {
        let tight = Allowance::new(2, Duration::from_secs(8)).unwrap();
        settings.limits = settings.limits.clone().with(Tier::Anonymous, RouteClass::Read, tight);
    });
    let policy = Some("\"read\";q=2;w=8");
    let refused = loop {
        let answer = door.get("/v1/echo/a");
        assert_eq!(answer.header("ratelimit-policy"), policy);
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!((refused.status, refused.code().as_str()), (429, "rate_limited"));
    let wait_s: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    let left = format!("\"read\";r=0;t={wait_s}");
    assert_eq!(refused.header("ratelimit"), Some(left.as_str()));
    let with_key = door.get_as(Role::Reader, "/v1/echo/a");
    assert_eq!(with_key.status, 200, "a key has an allowance of its own");
    std::thread::sleep(Duration::from_secs(wait_s));
    assert_eq!(door.get("/v1/echo/a").status, 200);
}

#[test]
fn trying_keys_uses_up_the_allowance_of_the_address() {
    let door = Door::with(|settings| {
        let tight = Allowance::new(3, Duration::from_secs(60)).unwrap();
        settings.limits = Limits::uniform(tight, 100.try_into().unwrap());
    });
    let guess = |n: u32| door.send("GET", "/v1/echo/a", &[("x-api-key", &format!("guess{n}"))], "");
    let statuses: Vec<u16> = (0..4).map(|n| guess(n).status).collect();
    assert_eq!(statuses, [401, 401, 401, 429]);
}

#[test]
fn http_2_is_spoken_without_asking() {
    use hyper::client::conn::http2;
    use hyper_util::rt::{TokioExecutor, TokioIo};
    let door = Door::open();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(door.address).await.unwrap();
        let io = TokioIo::new(stream);
        let (mut sender, connection) = http2::handshake(TokioExecutor::new(), io).await.unwrap();
        tokio::spawn(connection);
        for path in ["/v1/echo/a", "/v1/echo/b"] {
            let uri = format!("http://t{path}");
            let request = hyper::Request::get(uri).body(String::new()).unwrap();
            let response = sender.send_request(request).await.unwrap();
            assert_eq!(response.status(), 200);
            assert_eq!(response.version(), hyper::Version::HTTP_2);
        }
        let request =
            hyper::Request::post("http://t/v1/say").body(r#"{"texts":[]}"#.to_owned()).unwrap();
        assert_eq!(sender.send_request(request).await.unwrap().status(), 200);
    });
}
