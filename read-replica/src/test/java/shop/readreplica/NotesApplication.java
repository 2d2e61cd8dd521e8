package shop.readreplica;

import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A service as small as can be: it writes notes to the primary and counts them wherever it may. */
@SpringBootApplication(proxyBeanMethods = false)
class NotesApplication {

    @Bean
    Notes notes(DSLContext primary, ReplicaReads reads) {
        return new Notes(primary, reads);
    }

    record Notes(DSLContext primary, ReplicaReads reads) {

        static final String TABLE = "create table notes (author uuid not null)";

        void write(UUID author) {
            primary.execute("insert into notes (author) values (?)", author);
        }

        int of(UUID author) {
            return reads.read(server -> server.fetchSingle("select count(*) from notes where author = ?", author)
                    .get(0, Integer.class));
        }
    }
}
