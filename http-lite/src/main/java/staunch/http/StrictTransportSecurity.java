package staunch.http;

import java.time.Duration;

/**
 * Tells browsers to come by HTTPS only from now on (RFC 6797): adds {@code Strict-Transport-Security} to answers that go
 * over TLS and do not say it themselves. Where there is no TLS it says nothing, as the standard demands (§7.2).
 *
 * @param maxAge how long browsers are to remember it; zero makes them forget it
 * @param includeSubDomains whether it holds for all names below this one too
 */
public record StrictTransportSecurity(Duration maxAge, boolean includeSubDomains) implements Filter {
    private static final String FIELD = "Strict-Transport-Security";

    /** Checks the range. */
    public StrictTransportSecurity {
        if (maxAge.isNegative()) {
            throw new IllegalArgumentException("maxAge must not be negative, was " + maxAge);
        }
    }

    @Override
    public void handle(Exchange exchange, HttpHandler next) throws Exception {
        if (exchange.security().isPresent()) {
            exchange.onResponse(
                    response -> response.fields().contains(FIELD) ? response : response.with(FIELD, value()));
        }
        next.handle(exchange);
    }

    private String value() {
        return "max-age=" + maxAge.toSeconds() + (includeSubDomains ? "; includeSubDomains" : "");
    }
}
