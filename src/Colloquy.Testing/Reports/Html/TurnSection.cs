using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>One turn: what was said, what was called, what was answered, and what the checks say.</summary>
internal static class TurnSection
{
    public static void Write(Page page, TurnRecord turn, IReadOnlyDictionary<string, JsonElement> previousState, bool isLast)
    {
        page.Raw($"<li class=\"turn {Marks.ClassOf(turn.Outcome)}\"><div class=\"th\"><span class=\"no\" aria-hidden=\"true\">{(turn.Number > 0 ? turn.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "·")}</span><h4>").Text(turn.Name).Raw("</h4>")
            .Outcome(turn.Outcome).Origin(turn.Origin);
        if (turn.IsPrelude)
            page.Raw("<span class=\"tag\">prelude</span>");
        if (turn.Number > 0)
            page.Numbers(Figures.Duration(turn.Duration), turn.TimeToFirstToken is { } first ? $"first token {Figures.Duration(first)}" : null, turn.Usage.Total > 0 ? Figures.Count(turn.Usage.Total, "token") : null, turn.Cost is { } cost ? Figures.Cost(cost) : null, turn.JudgeCost is { } judges ? $"judges {Figures.Cost(judges)}" : null, $"{turn.CarriedIn} carried in");
        page.Raw("</div>");
        if (turn.Reason is not null)
            page.Raw("<p class=\"why\">").Text(turn.Reason).Raw("</p>");
        if (turn.Problem is not null)
            page.Raw("<p class=\"why\"><b>").Text(turn.Problem.Type).Raw("</b> ").Text(turn.Problem.Message).Raw("</p>");
        Said(page, "u", "User", turn.Input);
        if (turn.Approved is { } approved)
            page.Raw($"<p class=\"ev\">The calls that the turn before waited for were {(approved ? "approved" : "refused")}.</p>");
        foreach (var call in turn.ToolCalls)
            Call(page, call, turn.Origin);
        foreach (var handoff in turn.Handoffs)
            page.Raw("<p class=\"ev\">Handoff").Text(handoff.From is null ? "" : $" from {handoff.From}").Text($" to {handoff.To}").Raw("</p>");
        foreach (var approval in turn.Approvals)
            page.Raw("<p class=\"ev\">Waits for approval of <code>").Text($"{approval.Tool}({approval.Arguments?.GetRawText()})").Raw("</code></p>");
        Said(page, "a", turn.Agent ?? "Agent", turn.Answer);
        Checks(page, turn.Checks);
        State(page, turn.State, previousState);
        HostState(page, turn.HostState);
        Models(page, turn.ModelCalls);
        if (!isLast && turn.Number > 0)
            page.Raw("<p class=\"link\"><span>").Text($"+{Figures.Count(turn.MessagesAdded, "message")} → {Figures.Count(turn.MessagesTotal)} total").Raw("</span></p>");
        page.Raw("</li>");
    }

    public static void Checks(Page page, IReadOnlyList<CheckRecord> checks)
    {
        if (checks.Count == 0)
            return;

        page.Raw("<ul class=\"checks\">");
        foreach (var check in checks.OrderByDescending(check => check.Outcome.IsBad()))
        {
            page.Raw($"<li class=\"{Marks.ClassOf(check.Outcome)}\">").Outcome(check.Outcome).Raw(" <b>").Text(check.Name).Raw("</b> ");
            if (check.Score is > 0 and < 1)
                page.Raw("<span class=\"num\">score ").Text(Figures.Score(check.Score)).Raw("</span> ");
            page.Raw("<span class=\"exp\">").Text(check.Expected).Raw("</span>");
            if (check.Version is not null)
                page.Raw(" <span class=\"num\">version ").Text(check.Version).Raw("</span>");
            if (check.Actual is not null)
                page.Raw("<div class=\"act\" dir=\"auto\">").Text(check.Actual).Raw("</div>");
            if (check.Reasoning is not null)
                page.Raw("<div class=\"rsn\" dir=\"auto\"><span>Reasoning</span> ").Text(check.Reasoning).Raw("</div>");
            Parts(page, check);
            page.Raw("</li>");
        }

        page.Raw("</ul>");
    }

    private static void Parts(Page page, CheckRecord check)
    {
        if (check.Computation is null && check.Details.Count == 0)
            return;

        page.Raw("<details class=\"plain\"><summary>").Text(check.Computation ?? Figures.Count(check.Details.Count, "part")).Raw("</summary><ul class=\"models\">");
        foreach (var part in check.Details)
            page.Raw("<li><b>").Text(part.Subject).Raw("</b> ").Text($"{part.Verdict}{(part.Score is { } score ? $" ({Figures.Score(score)})" : "")}{(part.Reasoning is null ? "" : $": {part.Reasoning}")}").Raw("</li>");
        page.Raw("</ul></details>");
    }

    private static void Said(Page page, string side, string name, string? text)
    {
        if (text is not null)
            page.Raw($"<div class=\"msg {side}\"><b>").Text(name).Raw("</b><div class=\"tx\" dir=\"auto\">").Text(text).Raw("</div></div>");
    }

    private static void Call(Page page, ToolCallRecord call, AnswerOrigin origin)
    {
        page.Raw($"<details class=\"call{(call.Error is not null || !call.WasExecuted ? " bad" : "")}\"><summary><span class=\"fn\">").Text(call.Host is null ? call.Name : $"{call.Host}.{call.Tool}").Raw("</span><span class=\"args\">").Text(Words.Start(CallText.Arguments(call), 160)).Raw("</span>");
        if (call.Error is not null)
            page.Raw("<span class=\"tag t-bad\">failed</span>");
        else if (!call.WasExecuted)
            page.Raw("<span class=\"tag t-bad\">not executed</span>");
        if (call.WasExecuted && call.IsReplayed != origin.HasFlag(AnswerOrigin.Replayed))
            page.Origin(call.IsReplayed ? AnswerOrigin.Replayed : AnswerOrigin.Live);
        page.Raw("<span class=\"num\">").Text(call.WasExecuted ? Figures.Duration(call.Duration) : "").Raw("</span></summary><dl><dt>Arguments</dt><dd><pre dir=\"ltr\">").Text(CallText.Pretty(call.Arguments)).Raw("</pre></dd>");
        if (call.Result is not null)
            page.Raw("<dt>Result</dt><dd><pre dir=\"auto\">").Text(CallText.Pretty(call.Result)).Raw("</pre></dd>");
        if (call.Error is not null)
            page.Raw("<dt>Error</dt><dd><pre dir=\"auto\">").Text(call.Error).Raw("</pre></dd>");
        page.Raw("</dl></details>");
    }

    private static void State(Page page, IReadOnlyDictionary<string, JsonElement>? state, IReadOnlyDictionary<string, JsonElement> previous)
    {
        var changes = StateComparison.Compare(previous, state);
        if (changes.Count == 0)
            return;

        page.Raw("<details class=\"plain\"><summary>").Text($"Session state: {Figures.Count(changes.Count, "change")}").Raw("</summary><dl class=\"state\">");
        foreach (var change in changes)
        {
            page.Raw("<dt>").Text(change.Key).Raw("</dt><dd>");
            if (change.Before is { } before)
                page.Raw("<del>").Text(before.GetRawText()).Raw("</del> → ");
            if (change.After is { } after)
                page.Raw("<ins>").Text(after.GetRawText()).Raw("</ins>");
            else
                page.Text("removed");
            page.Raw("</dd>");
        }

        page.Raw("</dl></details>");
    }

    private static void HostState(Page page, IReadOnlyList<HostStateRecord> states)
    {
        if (states.Count == 0)
            return;

        page.Raw("<details class=\"plain\"><summary>").Text($"State of tool hosts: {Figures.Count(states.Count, "look")}").Raw("</summary><dl class=\"state\">");
        foreach (var state in states)
            page.Raw("<dt>").Text(StateComparison.KeyOf(state)).Raw("</dt><dd>").Text(state.Result.GetRawText()).Raw("</dd>");
        page.Raw("</dl></details>");
    }

    private static void Models(Page page, IReadOnlyList<ModelCallRecord> calls)
    {
        if (calls.Count == 0)
            return;

        page.Raw("<details class=\"plain\"><summary>").Text(Figures.Count(calls.Count, "model call")).Raw("</summary><ul class=\"models\">");
        foreach (var call in calls)
        {
            page.Raw("<li><b>").Text(call.Model ?? call.Client).Raw("</b> ").Origin(call.Origin)
                .Numbers($"{Figures.Count(call.MessagesSent, "message")} sent", $"{Figures.Count(call.Usage.Input)} in", $"{Figures.Count(call.Usage.Output)} out", call.Usage.CachedInput > 0 ? $"{Figures.Count(call.Usage.CachedInput)} cached" : null, Figures.Duration(call.Duration), call.FinishReason, call.Problem?.Message)
                .Raw("</li>");
        }

        page.Raw("</ul></details>");
    }
}
