package dev.gatehouse.gateway.token;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OwnerTokensTest {
    @Inject
    TestAccess access;

    @Inject
    OwnerTokens owners;

    @Inject
    GatehouseConfig config;

    @Test
    void theFirstStartLeavesATokenThatOnlyItsOwnerReadsForEachConfiguredTenant() throws IOException {
        for (String tenant : new String[] {"acme", "globex"}) {
            Path file = file(tenant);

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            given().header("Authorization", "Bearer " + Files.readString(file).strip())
                    .get("/api/v1/" + tenant + "/tokens")
                    .then()
                    .statusCode(200);
        }
        assertThat(access.query("SELECT count(*) > 0 FROM event WHERE tenant = 'acme' AND code = 'token.created'"))
                .contains("t");
    }

    @Test
    void aGoodTokenStaysAndALostOneIsReplaced() throws IOException {
        String tenant = tenant();
        owners.renew(tenant);
        String first = Files.readString(file(tenant));

        owners.renew(tenant);
        String second = Files.readString(file(tenant));
        Files.delete(file(tenant));
        owners.renew(tenant);
        String third = Files.readString(file(tenant));

        assertThat(second).isEqualTo(first);
        assertThat(third).isNotEqualTo(first);
    }

    @Test
    void aTokenThatEndsSoonOrWasRevokedIsReplaced() throws IOException {
        String tenant = tenant();
        owners.renew(tenant);
        String first = Files.readString(file(tenant));
        access.sql("UPDATE api_token SET expires_at = now() + interval '6 days' WHERE tenant = ?", tenant);

        owners.renew(tenant);
        String second = Files.readString(file(tenant));
        access.sql("UPDATE api_token SET revoked_at = now() WHERE tenant = ?", tenant);
        owners.renew(tenant);

        assertThat(second).isNotEqualTo(first);
        assertThat(Files.readString(file(tenant))).isNotEqualTo(second);
    }

    @Test
    void anOwnerWhoseAccessWasEndedStaysEnded() throws IOException {
        String tenant = tenant();
        owners.renew(tenant);
        access.sql("UPDATE subject SET active = false WHERE tenant = ?", tenant);
        Files.delete(file(tenant));

        owners.renew(tenant);

        assertThat(file(tenant)).doesNotExist();
    }

    private String tenant() {
        String name = "t-" + UUID.randomUUID();
        access.sql("INSERT INTO tenant (name, id) VALUES (?, ?)", name, UUID.randomUUID());
        return name;
    }

    private Path file(String tenant) {
        return config.home().resolve("tokens").resolve(tenant + ".token");
    }
}
