package dev.gatehouse.worker.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.LogChunk;
import dev.gatehouse.worker.ReportRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An ended attempt that the gateway has not acknowledged: its report, and what is missing of its log. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Spooled(
        ReportRequest report,
        List<LogChunk> chunks,
        @Nullable String traceparent) {
    Spooled {
        chunks = List.copyOf(chunks);
    }

    Held held() {
        return new Held(report.execution(), report.fence());
    }
}
