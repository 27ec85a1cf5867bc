package dev.gatehouse.gateway.scim;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the routes of the SCIM door: each is opened by the token of a SCIM client and by nothing else. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@interface ScimDoor {
    /** Why these routes ask for no API token. */
    String REASON = "the token of a SCIM client, of the tenant in the path";
}
