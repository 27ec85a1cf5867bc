package dev.gatehouse.gateway.telemetry;

import dev.gatehouse.observability.Metrics;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Measures the pool of database connections. */
@Singleton
final class ConnectionPool {
    private final AgroalDataSource database;
    private final Meters meters;

    ConnectionPool(AgroalDataSource database, Meters meters) {
        this.database = database;
        this.meters = meters;
    }

    void measure(@Observes StartupEvent event) {
        var pool = database.getMetrics();
        int most = database.getConfiguration().connectionPoolConfiguration().maxSize();
        meters.gauge(Metrics.POOL_COUNT, pool, each -> each.activeCount(), "used");
        meters.gauge(Metrics.POOL_COUNT, pool, each -> each.availableCount(), "idle");
        meters.gauge(Metrics.POOL_PENDING, pool, each -> each.awaitingCount());
        meters.gauge(Metrics.POOL_MAX, most, Integer::doubleValue);
    }
}
