package apex.backend.api;

import apex.backend.chat.Proofs;
import apex.edge.http.Request;
import apex.edge.http.Response;
import apex.kernel.identity.Identity;
import apex.kernel.identity.Permission;
import apex.kernel.run.RunId;
import apex.spend.proof.Evidence;
import apex.spend.proof.Proof;
import java.util.List;
import java.util.Optional;

/// The evidence behind a number, and the number computed again. An evidence is addressed by its run
/// and its own id: `4be0643f-1d98-573b-97cd-ca98a65347dd.e3`.
final class EvidenceApi {
  private final Proofs proofs;
  private final Callers callers;

  EvidenceApi(Proofs proofs, Callers callers) {
    this.proofs = proofs;
    this.callers = callers;
  }

  /// An evidence's address.
  record Address(RunId run, String evidence) {
    static Address parse(String text) {
      int dot = text.indexOf('.');
      if (dot < 0 || !text.substring(dot + 1).matches("e[0-9]{1,9}"))
        throw new IllegalArgumentException(
            "must be a run's id, a dot and an evidence, as in RUN.e3");
      return new Address(RunId.parse(text.substring(0, dot)), text.substring(dot + 1));
    }
  }

  record Filed(String id, RunId runId, Evidence evidence) {}

  /// @param is null when there is nothing to compute any more; `because` says why
  record Recomputed(
      String id, boolean holds, String was, Optional<String> is, List<String> because) {
    static Recomputed of(String id, Proof proof) {
      return switch (proof) {
        case Proof.Holds(var value) ->
            new Recomputed(id, true, value, Optional.of(value), List.of());
        case Proof.Differs(var was, var is, var because) ->
            new Recomputed(id, false, was, is, because);
      };
    }
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
                "/api/evidence/{id}",
                Endpoint.Access.TOKEN,
                "Where one number of an answer comes from; the id is RUN.e3",
                this::find)
            .answers(200, Filed.class),
        Endpoint.post(
                "/api/evidence/{id}/recompute",
                Endpoint.Access.TOKEN,
                "The same number computed again: it holds, or which input changed",
                this::recompute)
            .answers(200, Recomputed.class));
  }

  private Response find(Request request) {
    var identity = callers.permitted(request, Permission.READ);
    return Response.json(filed(identity, request.parameter("id", Address::parse)));
  }

  Filed filed(Identity identity, Address address) {
    var evidence = proofs.find(identity, address.run(), address.evidence());
    return new Filed(id(address), address.run(), evidence);
  }

  private Response recompute(Request request) {
    var identity = callers.permitted(request, Permission.READ);
    return Response.json(recomputed(identity, request.parameter("id", Address::parse)));
  }

  Recomputed recomputed(Identity identity, Address address) {
    var proof = proofs.recompute(identity, address.run(), address.evidence());
    return Recomputed.of(id(address), proof);
  }

  private static String id(Address address) {
    return address.run() + "." + address.evidence();
  }
}
