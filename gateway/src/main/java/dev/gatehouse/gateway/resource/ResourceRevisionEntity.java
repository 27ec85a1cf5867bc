package dev.gatehouse.gateway.resource;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;

/** One version that a resource has or had. */
@Entity
@Table(name = "resource_revision")
@SuppressWarnings("NullAway.Init")
class ResourceRevisionEntity {
    @EmbeddedId
    @SuppressWarnings("UnusedVariable")
    private Key key;

    @Column(nullable = false)
    @ColumnTransformer(write = "?::jsonb")
    private String spec;

    @Column(nullable = false)
    private String digest;

    @Column(nullable = false)
    private UUID author;

    @Column(name = "changed_at", insertable = false, updatable = false)
    @SuppressWarnings("UnusedVariable")
    private Instant changedAt;

    /** What names a version. */
    @Embeddable
    record Key(
            @Column(nullable = false) String tenant,
            @Column(nullable = false) UUID id,
            @Column(nullable = false) long revision) {}

    /** For Hibernate. */
    protected ResourceRevisionEntity() {}

    ResourceRevisionEntity(ResourceEntity current) {
        key = new Key(current.key().tenant(), current.id(), current.revision());
        spec = current.spec();
        digest = current.digest();
        author = current.author();
    }

    String spec() {
        return spec;
    }

    String digest() {
        return digest;
    }

    UUID author() {
        return author;
    }
}
