package dev.gatehouse.gateway.execution;

import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.way.Until;
import io.restassured.response.ValidatableResponse;
import java.util.UUID;

/** What an administrator asks about ends of access. */
final class EndCalls {
    private EndCalls() {}

    static ValidatableResponse done(Account by, String end) {
        Until.sees(() -> get(by, end).statusCode(200).extract().asString(), answer -> answer.contains("\"doneAt\""));
        return get(by, end);
    }

    static ValidatableResponse get(Account by, String end) {
        return Stage.as(by.token()).get("/api/v1/acme/access-ends/" + end).then();
    }

    static ValidatableResponse end(Account by, Account whom) {
        return Stage.as(by.token())
                .post("/api/v1/acme/subjects/" + whom.subject() + "/end-access")
                .then();
    }

    static ValidatableResponse dryRun(Account by, UUID whom) {
        return Stage.as(by.token())
                .post("/api/v1/acme/subjects/" + whom + "/end-access?dryRun=true")
                .then();
    }
}
