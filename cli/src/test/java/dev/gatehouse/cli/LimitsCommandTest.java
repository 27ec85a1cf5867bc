package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsCommandTest {
    private static final String LIMITS = "/api/v1/demo/limits";
    private static final String TWO = """
            {"items": [
              {"namespace": "acme", "kind": "rate", "per": "subject", "limit": 60, "window": "PT1M"},
              {"namespace": "acme", "kind": "concurrency", "per": "job", "limit": 2, "whenFull": "queue",
               "uses": [{"of": "acme/etl", "used": 2, "waiting": 7}, {"of": "acme/other", "used": 1, "waiting": 0}]}]}""";

    @TempDir
    private Path folder;

    private final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void writeTheHome() throws IOException {
        gateway.writeHome(folder, "gha_token");
    }

    @AfterEach
    void stopTheGateway() {
        gateway.close();
    }

    @Test
    void showsALineForEachOfWhatALimitCountsApart() {
        gateway.answers("GET " + LIMITS, 200, TWO);

        var run = CommandRun.of(folder, "limits");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "NAMESPACE KIND PER LIMIT USED WAITING OF",
                        "acme rate subject 60/PT1M - - -",
                        "acme concurrency job 2 2 7 acme/etl",
                        "acme concurrency job 2 1 0 acme/other");
    }

    @Test
    void asksForOneNamespaceAndHasTheAnswerAsJson() {
        gateway.answers("GET " + LIMITS + "?namespace=acme", 200, TWO);

        var run = CommandRun.of(folder, "limits", "--namespace", "acme", "-o", "json");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(Installation.parse(run.out()).path("items")).hasSize(2);
    }

    @Test
    void saysThatItIsRefused() {
        gateway.answers("GET " + LIMITS, 403, "{\"code\": \"forbidden\", \"detail\": \"You may not do this here.\"}");

        assertThat(CommandRun.of(folder, "limits").exit()).isEqualTo(3);
    }
}
