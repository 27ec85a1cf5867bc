package dev.gatehouse.gateway.database;

import java.io.IOException;
import java.util.Map;

/** The PostgreSQL server of an installation: one of the gateway's own, or one that somebody else runs. */
public sealed interface DatabaseServer extends AutoCloseable permits EmbeddedPostgres, ExternalPostgres {
    /** The settings by which the gateway reaches the server, as configuration properties. They hold passwords. */
    Map<String, String> properties();

    /** Ends what the start began; a server that somebody else runs stays as it is. */
    @Override
    void close() throws IOException;
}
