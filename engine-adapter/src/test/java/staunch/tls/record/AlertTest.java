package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlertTest {
    @ParameterizedTest
    @EnumSource(value = Alert.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void shouldFindEachAlertByItsCodeAndItsName(Alert alert) {
        assertEquals(alert, Alert.of(alert.code()));
        assertEquals(alert, Alert.inMessage("Received fatal alert: " + alert.wireName()));
    }

    @ParameterizedTest
    @CsvSource({
        "(certificate_unknown) PKIX path building failed, CERTIFICATE_UNKNOWN",
        "org.bouncycastle.tls.TlsFatalAlertReceived: handshake_failure(40), HANDSHAKE_FAILURE",
        "error:10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE, BAD_CERTIFICATE",
        "error:1000008b:SSL routines:OPENSSL_internal:DECRYPTION_FAILED_OR_BAD_RECORD_MAC, BAD_RECORD_MAC",
        "error:10000458:SSL routines:OPENSSL_internal:TLSV1_UNRECOGNIZED_NAME, UNRECOGNIZED_NAME",
        "received bad_certificate_status_response, BAD_CERTIFICATE_STATUS_RESPONSE",
        "no cipher suites in common, UNKNOWN"
    })
    void shouldFindTheAlertThatAMessageNames(String message, Alert alert) {
        assertEquals(alert, Alert.inMessage(message));
    }

    @Test
    void shouldReadAnAlertInTheClear() {
        assertEquals(Alert.HANDSHAKE_FAILURE, Alert.inRecord(ByteBuffer.wrap(new byte[] {21, 3, 3, 0, 2, 2, 40})));
        assertEquals(Alert.UNKNOWN, Alert.inRecord(ByteBuffer.wrap(new byte[] {21, 3, 3, 0, 2, 2, (byte) 200})));
    }

    @Test
    void shouldNotGuessAtAnEncryptedOne() {
        assertEquals(
                Alert.UNKNOWN, Alert.inRecord(ByteBuffer.wrap(new byte[5 + 26]).put(0, new byte[] {21, 3, 3, 0, 26})));
        assertNull(Alert.inRecord(ByteBuffer.wrap(new byte[] {22, 3, 3, 0, 2, 2, 40})));
    }

    @Test
    void shouldNotLetAPeerWriteIntoTheLog() {
        RecordException quoting = RecordException.of(new SSLException("Illegal server name, name=local\0\r\nforged"));
        assertEquals("Illegal server name, name=local???forged", quoting.getMessage());
    }

    @Test
    void shouldTellReceivedFromSent() {
        RecordException received = RecordException.of(new SSLException("Received fatal alert: unknown_ca"));
        assertEquals(RecordException.Kind.PEER_ALERT, received.kind());
        RecordException byBoringSsl =
                RecordException.of(new SSLException("SSL routines:OPENSSL_internal:TLSV1_UNRECOGNIZED_NAME"));
        assertEquals(RecordException.Kind.PEER_ALERT, byBoringSsl.kind());
        assertEquals(Alert.UNRECOGNIZED_NAME, byBoringSsl.alert());
        RecordException refused = RecordException.of(new SSLException("(unknown_ca) no anchor"));
        assertEquals(RecordException.Kind.REFUSED, refused.kind());
        assertEquals(Alert.UNKNOWN_CA, refused.alert());
    }

    @Test
    void shouldMakeARecordThatSaysTheSame() {
        for (Alert alert : Alert.values()) {
            if (alert != Alert.UNKNOWN) {
                assertEquals(alert, Alert.inRecord(alert.fatalRecord()));
            }
        }
        assertThrows(IllegalStateException.class, Alert.UNKNOWN::fatalRecord);
    }
}
