package dev.gatehouse.gateway.way;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.observability.Spans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class WayTraceTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";

    @Inject
    Acme acme;

    @Inject
    TestSpans spans;

    @BeforeEach
    void open() throws IOException {
        acme.open();
    }

    @Test
    void tellsOneStoryFromTheRequestToTheProcess() {
        acme.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Secret
                metadata: {namespace: way, name: traced}
                spec: {store: embedded}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: way, name: traced}
                spec:
                  workerGroup: way
                  timeout: PT1M
                  run:
                    process:
                      command: [sh, -c, 'echo {\\"traceparent\\":\\"$TRACEPARENT\\"} > $GATEHOUSE_OUTPUTS']
                      env: {SECRET: "${{ secrets.traced }}"}
                """);
        acme.putSecret("way", "traced", "a value of some length");

        String id = acme.submit(
                acme.caller().header("traceparent", "00-" + TRACE + "-" + CALLER + "-01"), "way/traced", Map.of());
        JsonPath ended = acme.ended(id);
        List<SpanData> story = Until.sees(
                () -> spans.ofTrace(TRACE),
                seen -> seen.stream()
                                .filter(span -> span.getName().equals("report"))
                                .count()
                        == 2);

        SpanData request = only(story, "POST /api/v1/{tenant}/executions");
        assertThat(request.getParentSpanId()).isEqualTo(CALLER);
        assertThat(children(story, request, "decide"))
                .as("the name, then the whole question")
                .hasSize(2)
                .allSatisfy(WayTraceTest::assertDecidedByABinding);
        SpanData accept = child(story, request, "accept");
        SpanData asked = child(story, accept, "start", SpanKind.CLIENT);
        assertThat(child(story, asked, "POST /worker/v1/start")).isNotNull();
        SpanData start = child(story, accept, "start", SpanKind.INTERNAL);
        assertDecidedByABinding(child(story, start, "decide"));
        assertDispatch(asked, "start", "process");
        assertDispatch(start, "start", "process");
        assertThat(start.getAttributes().get(Spans.MESSAGING_DESTINATION)).isEqualTo("acme/way");
        assertThat(List.of(asked, start))
                .extracting(span -> span.getAttributes().get(Spans.MESSAGING_MESSAGE))
                .containsOnly(id);
        assertThat(child(story, start, "resolve")).isNotNull();
        SpanData run = child(story, accept, "run");
        assertThat(children(story, accept, "report"))
                .as("the worker's, and the gateway's")
                .hasSize(2);

        assertThat(ended.getString("state")).isEqualTo("SUCCEEDED");
        assertThat(ended.getString("traceId")).isEqualTo(TRACE);
        assertThat(ended.getString("outputs.traceparent")).isEqualTo("00-" + TRACE + "-" + run.getSpanId() + "-01");
    }

    @Test
    void linksTheClaimToTheExecutionAndNotTheOtherWayRound() {
        acme.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: way, name: linked}
                spec:
                  workerGroup: way
                  run: {process: {command: ["true"]}}
                """);

        String id = acme.submit("way/linked", Map.of());
        String trace = acme.ended(id).getString("traceId");

        SpanData claim = Until.sees(
                        () -> spans.all().stream()
                                .filter(span -> span.getName().equals("POST /worker/v1/claim"))
                                .filter(span -> span.getLinks().stream()
                                        .anyMatch(link -> link.getSpanContext()
                                                .getTraceId()
                                                .equals(trace)))
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
        assertThat(claim.getTraceId()).isNotEqualTo(trace);
        assertDispatch(claim, "claim", "receive");
        assertThat(claim.getAttributes().get(Spans.MESSAGING_DESTINATION)).isEqualTo("acme/way");
        SpanData workers = Until.sees(
                        () -> spans.all().stream()
                                .filter(span -> span.getName().equals("claim"))
                                .filter(span -> span.getLinks().stream()
                                        .anyMatch(link -> link.getSpanContext()
                                                .getTraceId()
                                                .equals(trace)))
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
        assertDispatch(workers, "claim", "receive");
        assertThat(List.of(claim, workers))
                .extracting(span -> span.getAttributes().get(Spans.MESSAGING_BATCH))
                .containsOnly((long) claim.getLinks().size());
    }

    private static void assertDispatch(SpanData span, String operation, String type) {
        assertThat(span.getAttributes().get(Spans.MESSAGING_SYSTEM)).isEqualTo("gatehouse");
        assertThat(span.getAttributes().get(Spans.MESSAGING_OPERATION)).isEqualTo(operation);
        assertThat(span.getAttributes().get(Spans.MESSAGING_TYPE)).isEqualTo(type);
    }

    private static void assertDecidedByABinding(SpanData decide) {
        assertThat(decide.getAttributes().get(Spans.RULE)).matches("rolebinding/[0-9a-f-]{36}@1");
        assertThat(decide.getAttributes().get(Spans.OUTCOME)).isEqualTo("allow");
    }

    @Test
    void carriesOneExecutionIdInEverySpanInTheProcessAndInTheAnswer() {
        acme.apply("""
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: way, name: named}
                spec:
                  workerGroup: way
                  run:
                    process:
                      command: [sh, -c, 'echo {\\"execution\\":\\"$GATEHOUSE_EXECUTION\\"} > $GATEHOUSE_OUTPUTS']
                """);

        String id = acme.submit("way/named", Map.of());
        JsonPath ended = acme.ended(id);
        List<SpanData> story = Until.sees(
                () -> spans.ofTrace(ended.getString("traceId")),
                seen -> seen.stream()
                                .filter(span -> span.getName().equals("report"))
                                .count()
                        == 2);

        assertThat(ended.getString("id")).isEqualTo(id);
        assertThat(ended.getString("outputs.execution")).isEqualTo(id);
        assertThat(story.stream()
                        .filter(span ->
                                List.of("accept", "start", "run", "report").contains(span.getName())))
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(span ->
                        assertThat(span.getAttributes().get(Spans.EXECUTION)).isEqualTo(id));
    }

    private static SpanData only(List<SpanData> story, String name) {
        List<SpanData> named =
                story.stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(named).as(names(story)).hasSize(1);
        return named.getFirst();
    }

    private static SpanData child(List<SpanData> story, SpanData parent, String name) {
        List<SpanData> named = children(story, parent, name);
        assertThat(named).as(names(story)).hasSize(1);
        return named.getFirst();
    }

    private static SpanData child(List<SpanData> story, SpanData parent, String name, SpanKind kind) {
        return children(story, parent, name).stream()
                .filter(span -> span.getKind() == kind)
                .findFirst()
                .orElseThrow(() -> new AssertionError(names(story)));
    }

    private static List<SpanData> children(List<SpanData> story, SpanData parent, String name) {
        return story.stream()
                .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static String names(List<SpanData> story) {
        return story.stream()
                .map(span -> span.getName() + " " + span.getSpanId() + " < " + span.getParentSpanId())
                .toList()
                .toString();
    }
}
