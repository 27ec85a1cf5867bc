package dev.gatehouse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoorMetersTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    DoorMetersTest() {
        registry.config()
                .meterFilter(new DoorMeters(Set.of(
                        "/api/v1/{tenant}/{kinds}",
                        "/worker/v1/claim",
                        "/audit/{tenant}/tile/{level: [0-9]+}/{index: .+}")));
    }

    private int series(String name, String method, String uri) {
        registry.timer(name, "method", method, "uri", uri).count();
        return registry.getMeters().size();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, '/api/v1/{tenant}/{kinds}'",
        "POST, /worker/v1/claim",
        "GET, '/audit/{tenant}/tile/{level: [0-9]+}/{index: .+}'",
        "GET, NOT_FOUND",
        "GET, root",
    })
    void measuresARouteUnderItsTemplate(String method, String uri) {
        assertThat(series("http.server.requests", method, uri)).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "XYZZY, NOT_FOUND",
        "get, '/api/v1/{tenant}/{kinds}'",
        "DELETE, /api/v1/acme/jobs",
        "GET, /api/v1/%zz/jobs",
        "GET, /worker/v1/%zz",
        "OPTIONS, /worker/v1/invented",
        "GET, '/api/v1/{invented}/{kinds}'",
        "GET, 'invented'",
    })
    void measuresNothingUnderAStrangersWords(String method, String uri) {
        assertThat(series("http.server.requests", method, uri)).isZero();
    }

    @Test
    void leavesOtherMetersAlone() {
        assertThat(series("other", "XYZZY", "/x")).isOne();
    }
}
