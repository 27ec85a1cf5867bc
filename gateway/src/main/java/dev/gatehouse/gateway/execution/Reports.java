package dev.gatehouse.gateway.execution;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The report transaction: the terminal state by fence, with the event that closes the execution's record. */
@ApplicationScoped
public class Reports {
    /** One outcome per command, in order. Any session of the worker that started the execution may report. */
    public List<ReportOutcome> report(List<ReportCommand> commands) {
        throw new UnsupportedOperationException();
    }
}
