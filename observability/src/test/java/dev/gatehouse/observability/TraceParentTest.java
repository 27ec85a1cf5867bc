package dev.gatehouse.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String VALUE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void namesARemoteSpanAndItsTrace() {
        var parent = new TraceParent(VALUE);

        assertThat(parent.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(parent.spanContext().getSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(parent.spanContext().isSampled()).isTrue();
        assertThat(parent.spanContext().isRemote()).isTrue();
    }

    @Test
    void isWhatTheSpanOfItsOwnContextGives() {
        assertThat(TraceParent.of(Span.fromContext(new TraceParent(VALUE).context())))
                .contains(new TraceParent(VALUE));
    }

    @Test
    void isNothingForASpanThatIsRecordedNowhere() {
        assertThat(TraceParent.of(Span.getInvalid())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"
            })
    void isNothingButWhatTheStandardAllows(String malformed) {
        assertThat(TraceParent.parse(malformed)).isEmpty();
        assertThatThrownBy(() -> new TraceParent(malformed)).isInstanceOf(IllegalArgumentException.class);
    }
}
