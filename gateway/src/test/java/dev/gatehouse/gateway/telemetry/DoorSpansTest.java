package dev.gatehouse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoorSpansTest {
    private static final String TOKEN = "gha_oVizwuGf61QwdX6xRri67HQId3QHCI3OIFrU";

    @ParameterizedTest
    @CsvSource({
        "url.query, contains=Ada, REDACTED",
        "url.path, /api/v1/acme/jobs, /api/v1/acme/jobs",
        "url.path, /api/v1/" + TOKEN + "/jobs, /api/v1/REDACTED/jobs",
        "url.path, /ghw_VEZtjFY2-NLkhigWI5sXFzCS-wisE4FIFav0HOdj5YU, /REDACTED",
        "url.path, /scim/acme/v2/gsc_oVizwuGf61QwdX6xRri67HQId3QHCI3OIFrU, /scim/acme/v2/REDACTED",
        "url.path, /gss_oVizwuGf61QwdX6xRri67HQId3QHCI3OIFrU, /REDACTED",
        "url.path, /x/eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln/y, /x/REDACTED/y",
        "user_agent.original, curl/8 " + TOKEN + ", curl/8 REDACTED",
    })
    void showsNeitherQueriesNorCredentials(String attribute, String sent, String shown) {
        var spans = InMemorySpanExporter.create();
        var key = AttributeKey.stringKey(attribute);
        var tracers = SdkTracerProvider.builder()
                .addSpanProcessor(new DoorSpans())
                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                .build();

        tracers.get("door")
                .spanBuilder("GET")
                .setAttribute(key, sent)
                .startSpan()
                .end();

        assertThat(spans.getFinishedSpanItems().getFirst().getAttributes().get(key))
                .isEqualTo(shown);
    }
}
