package apex.backend.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// How the page of a report looks, and the policy that allows it this and nothing else: no script,
/// no request, no frame, no other style.
final class Style {
  static final String SHEET =
      """
      :root{color-scheme:light dark;--ground:#f6f7f5;--sheet:#fff;--sunk:#eef1ee;--ink:#1d2526;\
      --faint:#566264;--line:#d8dedb;--accent:#1f6f5c;--soft:#e2f1ec;--off:#3f8f7a;--warn:#7a4f00;\
      --warn-soft:#fdf3dc;--bad:#a5312b}
      @media(prefers-color-scheme:dark){:root{--ground:#14181a;--sheet:#1c2224;--sunk:#232a2d;\
      --ink:#e7ecea;--faint:#a1adac;--line:#343e41;--accent:#67c3aa;--soft:#20372f;--off:#4a9c87;\
      --warn:#e5b565;--warn-soft:#382e1a;--bad:#f19a92}}
      *{box-sizing:border-box}
      body{margin:0;background:var(--ground);color:var(--ink);\
      font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
      main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}
      h1{font-size:1.7rem;line-height:1.25;margin:0 0 1rem}
      h2{font-size:1.3rem;margin:2.6rem 0 .8rem;padding-top:1rem;border-top:1px solid var(--line)}
      h3{font-size:1.02rem;line-height:1.4;margin:1.6rem 0 .5rem}
      summary{cursor:pointer}summary h3,summary h4{display:inline;font-size:1rem;font-weight:600}
      details{margin:.35rem 0;padding:.35rem .8rem;background:var(--sheet);\
      border:1px solid var(--line);border-radius:8px}
      details[open]{padding-bottom:.9rem}
      p{margin:.6rem 0}ul,ol{margin:.4rem 0;padding-left:1.4rem}
      a{color:var(--accent)}a.proof{font-size:.78rem;padding:0 .3rem;border:1px solid var(--line);\
      border-radius:6px;text-decoration:none;margin-left:.2rem;white-space:nowrap}
      .sample{padding:.7rem 1rem;border:2px dashed var(--warn);border-radius:8px;\
      background:var(--warn-soft);color:var(--warn);font-weight:600}
      nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.3rem 1.1rem}
      dl{display:grid;grid-template-columns:minmax(7rem,11rem) 1fr;gap:.25rem 1rem;margin:.6rem 0}
      dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}
      .box{overflow-x:auto;margin:.8rem 0}
      table{border-collapse:collapse;width:100%;font-size:.94rem}
      caption{text-align:left;color:var(--faint);font-size:.88rem;padding:.3rem 0}
      th,td{text-align:left;vertical-align:top;padding:.35rem .7rem .35rem 0;\
      border-bottom:1px solid var(--line);overflow-wrap:break-word}
      th{font-weight:600}tbody th{font-weight:400}th.number,td.number{text-align:right;white-space:nowrap;\
      font-variant-numeric:tabular-nums}
      code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.88em}
      pre{background:var(--sunk);border-radius:8px;padding:.8rem 1rem;white-space:pre-wrap;\
      overflow-wrap:anywhere;margin:.3rem 0 .8rem}
      .file{color:var(--faint);font-size:.88rem;margin:.8rem 0 0}
      s{color:var(--bad)}
      figure{margin:1.2rem 0;padding:1rem 1.1rem;background:var(--sheet);\
      border:1px solid var(--line);border-radius:10px}
      figcaption{font-weight:600;margin-bottom:.6rem}
      .said{color:var(--faint);font-size:.92rem;margin:.6rem 0 0}
      svg{display:block;width:100%;height:auto}
      svg text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;\
      fill:var(--ink)}
      svg .label{fill:var(--faint)}svg .amount{font-variant-numeric:tabular-nums}
      svg .bar{fill:var(--accent)}svg .off{fill:var(--off);opacity:.75}
      svg .rest{fill:var(--accent)}svg .grid{stroke:var(--line)}
      svg .naive{fill:none;stroke:var(--bad);stroke-dasharray:4 3}
      svg .struck{text-decoration:line-through;fill:var(--bad)}
      svg .ahead{fill:var(--accent);opacity:.22}
      svg .middle{stroke:var(--accent);stroke-width:2;stroke-dasharray:6 4}
      footer{margin-top:3rem;color:var(--faint);font-size:.9rem}
      @media(max-width:36rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
      @media print{:root{--ground:#fff;--sheet:#fff;--sunk:#f3f3f3;--ink:#000;--faint:#444;\
      --line:#bbb;--accent:#1f6f5c;--soft:#eee;--off:#3f8f7a;--warn:#7a4f00;--warn-soft:#fff;\
      --bad:#a5312b}body{font-size:11pt}main{max-width:none;padding:0}nav{display:none}\
      figure,details,tr,pre{break-inside:avoid}h2,h3{break-after:avoid}\
      details::details-content{content-visibility:visible;block-size:auto;display:block}}
      """;

  static final String POLICY =
      "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
          .formatted(sha256(SHEET));

  private Style() {}

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
