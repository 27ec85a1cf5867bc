package dev.gatehouse.gateway.execution;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.CrampedGateway;
import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.way.Until;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway where two executions of a tenant may await approval. */
@QuarkusTest
@TestProfile(CrampedGateway.class)
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class ApprovalsFullTest {
    @Inject
    Stage stage;

    @Inject
    TwoPeople people;

    @Inject
    Expiry expiry;

    private TwoPeople.Cast cast;

    @BeforeEach
    void set() {
        haveAllExpire();
        cast = people.cast(1);
        Until.sees(() -> submit(cast.scene()).extract().statusCode(), status -> status == 429);
    }

    @AfterEach
    void haveAllExpire() {
        stage.sqlOfOwner("UPDATE approval SET expires_at = now() WHERE outcome IS NULL");
        expiry.run(() -> true);
    }

    private ValidatableResponse submit(Stage.Scene scene) {
        return stage.submit(scene.launcher(), Stage.body(scene.job()));
    }

    @Test
    void refusesWhatAwaitsApprovalWhereTooMuchDoes() {
        submit(cast.scene())
                .statusCode(429)
                .contentType(Problem.MEDIA_TYPE)
                .header("Retry-After", "60")
                .body("code", equalTo("approvals_full"))
                .body("detail", containsString("approved, rejected or cancelled"));
    }

    @Test
    void acceptsWhatNeedsNoApprovalAllTheSame() {
        submit(stage.scene()).statusCode(201).body("state", equalTo("QUEUED"));
    }

    @Test
    void acceptsMoreOnceSomeAreDecided() {
        haveAllExpire();

        Until.sees(() -> submit(cast.scene()).extract().statusCode(), status -> status == 201);
    }
}
