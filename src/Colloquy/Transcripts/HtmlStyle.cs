using System.Security.Cryptography;
using System.Text;

namespace Colloquy;

/// <summary>The look of HTML transcripts. It is allowed by its hash, and nothing else is: no script, no frame, nothing from a network.</summary>
internal static class HtmlStyle
{
    public const string Sheet = """
        :root{color-scheme:light dark;--page:#fff;--card:#f6f7f9;--text:#1b1f24;--soft:#57606a;--line:#d5dae0;--user:#0b63c5;--assistant:#1a7f42;--tool:#6e5494;--system:#8a5a00;--bad:#b3261e}
        @media (prefers-color-scheme:dark){:root{--page:#101317;--card:#191e24;--text:#e4e8ed;--soft:#9aa5b1;--line:#333c46;--user:#6cb2ff;--assistant:#5fd08a;--tool:#c3a6f0;--system:#e3b25a;--bad:#ff8a80}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--text);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        header,main,footer{max-width:54rem;margin:0 auto;padding:0 1rem}
        header{padding-top:1.5rem}
        h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem;overflow-wrap:anywhere}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0;color:var(--soft);font-size:.9rem}
        dt,dd{margin:0;overflow-wrap:anywhere;min-width:0}
        dt{max-width:9rem}
        dd{color:var(--text)}
        h2{font-size:1rem;color:var(--soft);border-bottom:1px solid var(--line);margin:2rem 0 .75rem;padding-bottom:.25rem}
        article{background:var(--card);border-left:.25rem solid var(--role);border-radius:.25rem;margin:0 0 .75rem;padding:.6rem .9rem}
        article,.role-other{--role:var(--soft)}
        .role-user{--role:var(--user)}.role-assistant{--role:var(--assistant)}.role-tool{--role:var(--tool)}.role-system{--role:var(--system)}
        h3{display:flex;flex-wrap:wrap;gap:.1rem .75rem;align-items:baseline;font-size:.85rem;font-weight:400;color:var(--soft);margin:0 0 .3rem}
        h3 b{color:var(--role);font-size:.95rem}
        h3 .at{margin-left:auto;font-variant-numeric:tabular-nums}
        .text,pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0}
        pre{font:.85rem/1.45 ui-monospace,"Cascadia Mono",Consolas,"Liberation Mono",monospace;background:var(--page);border:1px solid var(--line);border-radius:.25rem;padding:.5rem .65rem;margin-top:.3rem;tab-size:4}
        .part{font-size:.9rem;color:var(--soft);margin:.5rem 0 0;overflow-wrap:anywhere}
        .part b{color:var(--text)}
        .text+.text{margin-top:.5rem}
        .thought{color:var(--soft);font-style:italic}
        .note{color:var(--soft);font-style:italic;margin:.3rem 0 0}
        .bad{color:var(--bad);white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0 0}
        footer{color:var(--soft);font-size:.9rem;padding-top:1rem;padding-bottom:2rem}
        @media print{:root{--page:#fff;--card:#fff;--text:#000;--soft:#444;--line:#bbb;--user:#0b63c5;--assistant:#1a7f42;--tool:#6e5494;--system:#8a5a00;--bad:#b3261e}body{font-size:10.5pt}header,main,footer{max-width:none;padding-left:0;padding-right:0}h2,h3{break-after:avoid}article{border-radius:0;orphans:3;widows:3}}
        """;

    /// <summary>What a browser may do with the page.</summary>
    public static string Policy { get; } = $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Sheet)))}'; base-uri 'none'; form-action 'none'";
}
