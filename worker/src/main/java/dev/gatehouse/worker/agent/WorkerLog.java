package dev.gatehouse.worker.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.worker.Protocol;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** The worker's own log: one JSON object a line, with constant text and keys. */
final class WorkerLog {
    private final System.Logger logger;
    private final InstantSource clock;
    private final ObjectMapper json = Protocol.mapper();

    WorkerLog(System.Logger logger, InstantSource clock) {
        this.logger = logger;
        this.clock = clock;
    }

    /** What only somebody wants who looks for a fault. */
    void debug(String message, Map<String, String> keys) {
        write(System.Logger.Level.DEBUG, message, keys);
    }

    void info(String message, Map<String, String> keys) {
        write(System.Logger.Level.INFO, message, keys);
    }

    void warn(String message, Map<String, String> keys) {
        write(System.Logger.Level.WARNING, message, keys);
    }

    private void write(System.Logger.Level level, String message, Map<String, String> keys) {
        if (!logger.isLoggable(level)) {
            return;
        }
        Map<String, String> line = new LinkedHashMap<>();
        line.put("at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("level", level.name());
        line.put("message", message);
        line.putAll(keys);
        try {
            logger.log(level, json.writeValueAsString(line));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
