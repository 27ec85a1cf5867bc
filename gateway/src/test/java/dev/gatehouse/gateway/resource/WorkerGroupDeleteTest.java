package dev.gatehouse.gateway.resource;

import static dev.gatehouse.gateway.resource.ResourceCalls.apply;
import static dev.gatehouse.gateway.resource.ResourceCalls.as;
import static dev.gatehouse.gateway.resource.ResourceCalls.cancel;
import static dev.gatehouse.gateway.resource.ResourceCalls.delete;
import static dev.gatehouse.gateway.resource.ResourceCalls.get;
import static dev.gatehouse.gateway.resource.ResourceCalls.group;
import static dev.gatehouse.gateway.resource.ResourceCalls.job;
import static dev.gatehouse.gateway.resource.ResourceCalls.manifest;
import static dev.gatehouse.gateway.resource.ResourceCalls.namespace;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WorkerGroupDeleteTest {
    @Inject
    TestAccess access;

    private Account owner;
    private String place;
    private String path;

    @BeforeEach
    void aGroupWithAnExecutionAndAWorker() {
        owner = access.account("acme", "Owner", "root");
        place = "p" + owner.subject().toString().replace("-", "").substring(12);
        path = "workergroups/" + place;
        apply(owner, manifest(namespace(place), group(place))).statusCode(200);
    }

    private UUID worker() {
        UUID id = UUID.randomUUID();
        access.sql("INSERT INTO subject (tenant, id, kind, name) VALUES ('acme', ?, 'worker', ?)", id, "w-" + id);
        access.sql("""
                INSERT INTO worker (tenant, id, worker_group, identity_key, counter)
                VALUES ('acme', ?, ?, decode(replace(?, '-', ''), 'hex'), 0)""", id, place, id.toString());
        access.sql("""
                INSERT INTO worker_session (tenant, id, worker_id, worker_group, session_key, counter, credential_hash,
                                            credential_expires_at, expires_at, isolation)
                VALUES ('acme', ?, ?, ?, '', 0, decode(replace(?, '-', ''), 'hex'), now() + interval '5 min',
                        now() + interval '5 min', 'none')""", id, id, place, id.toString());
        return id;
    }

    private void gone() {
        Until.sees(() -> as(owner).get("/api/v1/acme/" + path).statusCode(), status -> status == 404);
    }

    @Test
    void aGroupThatAWorkerServesStays() {
        worker();

        delete(owner, path)
                .statusCode(409)
                .body("code", equalTo("workergroup_in_use"), "detail", containsString("1 worker serves it"));
    }

    @Test
    void aDrainingGroupTakesNoNewWorkAndGoesWithItsLastExecutionAndItsLastWorker() {
        apply(owner, job(place, "j", "default").replace("spec: {", "spec: {overridable: [workerGroup], "))
                .statusCode(200);
        String toTheGroup = "{\"job\": \"" + place + "/j\", \"launch\": {\"workerGroup\": \"" + place + "\"}}";
        String execution = as(owner)
                .contentType("application/json")
                .body(toTheGroup)
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        UUID worker = worker();

        delete(owner, path + "?drain=true")
                .statusCode(202)
                .body("waitingFor.executions", is(1), "waitingFor.workers", is(1));

        as(owner)
                .contentType("application/json")
                .body(toTheGroup)
                .post("/api/v1/acme/executions")
                .then()
                .statusCode(409)
                .body("code", equalTo("resource_draining"));
        apply(owner, job(place, "other", place)).statusCode(422);
        cancel(owner, execution);
        get(owner, path).body("status.draining", is(true));
        access.sql("UPDATE worker_session SET ended_at = now() WHERE id = ?", worker);
        gone();
        apply(owner, group(place)).body("items[0].change", equalTo("created"));
    }

    @Test
    void theGroupThatNeedsNoDeclarationIsNeededByNobody() {
        apply(owner, group("default")).statusCode(200);
        apply(owner, job(place, "j", "default")).statusCode(200);

        delete(owner, "workergroups/default").statusCode(200);

        apply(owner, job(place, "k", "default")).statusCode(200);
    }
}
