package dev.gatehouse.gateway.workers;

import static io.restassured.RestAssured.given;

import dev.gatehouse.worker.IdentityKeys;
import dev.gatehouse.worker.JoinProof;
import dev.gatehouse.worker.RegistrationSignature;
import dev.gatehouse.worker.RenewalSignature;
import dev.gatehouse.worker.SessionKeys;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A worker that speaks the protocol by hand, so that a test can also speak it wrongly. */
final class DoorWorker {
    private final IdentityKeys identity;
    private SessionKeys sessionKeys = SessionKeys.generate();
    private String session = "";
    private String credential = "";
    private String worker = "";
    private long counter;

    DoorWorker() {
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        this.identity = IdentityKeys.ofSeed(seed);
    }

    static RequestSpecification door() {
        return given().header("Gatehouse-Protocol", "1").contentType(ContentType.JSON);
    }

    Map<String, Object> registration(JoinTokenRow token, long registration) {
        var body = new HashMap<String, Object>();
        body.put("joinToken", token.id());
        body.put("name", "machine");
        body.put("identityKey", identity.publicKey());
        body.put("sessionKey", sessionKeys.publicKey());
        body.put("counter", registration);
        body.put("signature", RegistrationSignature.make(identity, registration, sessionKeys.publicKey()));
        body.put(
                "proof",
                JoinProof.make(
                        JoinProof.key(token.secret()), token.id(), identity.publicKey(), sessionKeys.publicKey()));
        body.put("isolation", "none");
        return body;
    }

    Map<String, Object> registrationAgain(long registration) {
        var body = registration(new JoinTokenRow("", ""), registration);
        body.remove("joinToken");
        body.remove("proof");
        return body;
    }

    Response register(Map<String, Object> body) {
        Response response = door().body(body).post("/worker/v1/register");
        if (response.statusCode() == 200) {
            session = response.path("session");
            credential = response.path("credential");
            worker = response.path("worker");
            counter = 0;
        }
        return response;
    }

    DoorWorker registered(JoinTokenRow token) {
        register(registration(token, 1)).then().statusCode(200);
        return this;
    }

    Map<String, Object> renewal(long next, Map<?, ?>... running) {
        var body = new HashMap<String, Object>();
        body.put("session", session);
        body.put("counter", next);
        body.put("sessionKey", sessionKeys.publicKey());
        body.put("signature", RenewalSignature.make(identity, session, next, sessionKeys.publicKey()));
        body.put("running", List.of(running));
        return body;
    }

    Response renew(Map<?, ?>... running) {
        return renew(renewal(++counter, running));
    }

    Response renew(Map<String, Object> body) {
        Response response = door().body(body).post("/worker/v1/renew");
        if (response.statusCode() == 200) {
            credential = response.path("credential");
        }
        return response;
    }

    RequestSpecification shown() {
        return door().header("Authorization", "Bearer " + credential);
    }

    void changeSessionKey() {
        sessionKeys = SessionKeys.generate();
    }

    String identityKey() {
        return identity.publicKey();
    }

    String session() {
        return session;
    }

    String credential() {
        return credential;
    }

    String worker() {
        return worker;
    }
}
