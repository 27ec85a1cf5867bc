package dev.gatehouse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorMetersTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    DoorMetersTest() {
        registry.config().meterFilter(new DoorMeters());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http.server.requests", "http.server.bytes.read", "http.client.requests", "agroal.active.count"})
    void keepsOutWhatTheServerMeasuresByItself(String name) {
        registry.timer(name, "method", "XYZZY", "uri", "/invented");

        assertThat(registry.getMeters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http.server.request.duration",
                "http.server.active_requests",
                "gatehouse.decisions",
                "jvm.gc.pause"
            })
    void leavesOtherMetersAlone(String name) {
        registry.timer(name, "http.route", "/worker/v1/claim");

        assertThat(registry.getMeters()).hasSize(1);
    }

    @Test
    void showsTheServersConnectionsUnderOurName() {
        registry.gauge("http.server.active.connections", new AtomicInteger(3));

        assertThat(registry.get("gatehouse.http.connections").gauge().value()).isEqualTo(3);
    }
}
