package apex.ops.doctor;

import apex.kernel.failure.Category;
import apex.kernel.failure.Failure;
import apex.kernel.health.Verdict;
import apex.ops.doctor.probe.Observation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A diagnosis as in docs/protocol/doctor.schema.json.
final class DiagnosisJson {
  private DiagnosisJson() {}

  static Map<String, Object> wire(Diagnosis diagnosis) {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("type", "doctor");
    wire.put("topology", diagnosis.topology().origin());
    wire.put("environment", diagnosis.environment());
    wire.put("started_at", diagnosis.startedAt());
    wire.put("status", diagnosis.overall());
    wire.put("exit_code", diagnosis.exitCode());
    wire.put("services", diagnosis.findings().stream().map(DiagnosisJson::service).toList());
    wire.put("causes", diagnosis.causes().stream().map(DiagnosisJson::cause).toList());
    wire.put("exonerated", diagnosis.exonerated().stream().map(DiagnosisJson::exonerated).toList());
    wire.put("chains", diagnosis.chains().stream().map(DiagnosisJson::chain).toList());
    wire.put("proof", proof(diagnosis));
    return wire;
  }

  private static Map<String, Object> service(Finding finding) {
    var target = finding.target();
    var wire = new LinkedHashMap<String, Object>();
    wire.put("name", finding.name());
    wire.put("probe", target.probe().label());
    wire.put("address", target.address().toString());
    wire.put("phase", target.phase().label());
    wire.put("optional", target.optional());
    wire.put("depends_on", target.requires());
    wire.put("uses", target.uses());
    wire.put("status", finding.verdict().label());
    wire.put("scope", Optional.of(finding.scope().label()).filter(_ -> finding.abnormal()));
    wire.put("category", category(finding));
    wire.put("cause", finding.verdict().trouble());
    wire.put("blocked_by", blockedBy(finding.verdict()));
    wire.put("because", finding.because());
    wire.put("retry", finding.failure().map(failure -> failure.retry()));
    wire.put("threshold_ms", target.threshold().toMillis());
    wire.put("deadline_ms", target.deadline().toMillis());
    wire.put("ms", millis(finding.examined().seen().took().toNanos()));
    wire.put(
        "addresses",
        finding.examined().seen().addresses().stream().map(a -> a.getHostAddress()).toList());
    wire.put(
        "layers",
        finding.examined().seen().observations().stream().map(DiagnosisJson::layer).toList());
    wire.put("warnings", finding.examined().seen().warnings());
    return wire;
  }

  private static Optional<String> category(Finding finding) {
    return finding
        .failure()
        .map(Failure::category)
        .or(() -> finding.verdict().kind())
        .map(Category::label);
  }

  private static Optional<String> blockedBy(Verdict verdict) {
    return verdict instanceof Verdict.Blocked(var by) ? Optional.of(by) : Optional.empty();
  }

  private static Map<String, Object> layer(Observation seen) {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("layer", seen.layer().label());
    wire.put("outcome", seen.mark().label());
    wire.put("ms", millis(seen.took().toNanos()));
    wire.put("evidence", seen.evidence());
    return wire;
  }

  private static Map<String, Object> cause(Diagnosis.Cause cause) {
    var wire = new LinkedHashMap<String, Object>();
    var finding = cause.finding();
    wire.put("service", finding.name());
    wire.put("scope", finding.scope().label());
    wire.put("status", finding.verdict().label());
    wire.put("category", category(finding));
    wire.put("words", cause.words());
    wire.put("remedy", cause.remedy());
    wire.put(
        "blame", finding.failure().map(f -> f.blame().name().toLowerCase(java.util.Locale.ROOT)));
    return wire;
  }

  private static Map<String, Object> exonerated(Diagnosis.Exoneration exoneration) {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("service", exoneration.service());
    wire.put("witnesses", exoneration.witnesses());
    wire.put("words", exoneration.words());
    return wire;
  }

  private static Map<String, Object> chain(Diagnosis.Chain chain) {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("links", chain.links().stream().map(DiagnosisJson::link).toList());
    wire.put("end", chain.end());
    return wire;
  }

  private static Map<String, Object> link(Diagnosis.Link link) {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("service", link.service());
    wire.put("words", link.words());
    wire.put("onset", link.onset());
    wire.put("why", Optional.of(link.why()).filter(why -> !why.isEmpty()));
    return wire;
  }

  private static Map<String, Object> proof(Diagnosis diagnosis) {
    var wire = new LinkedHashMap<String, Object>();
    wire.put("addresses_resolved", diagnosis.addresses());
    wire.put("connections", diagnosis.connections());
    wire.put("bytes_sent", diagnosis.sent());
    wire.put("bytes_received", diagnosis.received());
    wire.put("ms", millis(diagnosis.took().toNanos()));
    return wire;
  }

  static double millis(long nanos) {
    return Math.round(nanos / 1e3) / 1e3;
  }
}
