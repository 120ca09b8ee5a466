namespace Colloquy.Testing;

/// <summary>All conversations, with filters and a search.</summary>
internal sealed class ListSection(RunRecord run, RunComparison? comparison, IReadOnlyList<RunSummary> history, ReportIds ids, int textLimit)
{
    /// <summary>So many conversations are written out. The details of others are kept as text until they are opened, which a browser reads much faster.</summary>
    private const int MostWrittenOut = 30;

    /// <summary>So many that failed are open at first.</summary>
    private const int MostOpen = 3;

    /// <summary>A page that is larger than this opens slowly; details beyond it are left to the JSON file.</summary>
    private const int MostLength = 8_000_000;

    private readonly Dictionary<ConversationKey, ConversationComparison> _since = (comparison?.Conversations ?? []).Where(one => one.After is not null).ToDictionary(one => ConversationKey.Of(one.After!));
    private readonly Dictionary<ConversationKey, List<TestOutcome>> _earlier = EarlierOf(history);
    private readonly Page _later = new(textLimit);
    private readonly List<string> _uncompared = [];
    private int _written;
    private int _compared;
    private int _withoutDetails;
    private int _opened;

    public void Write(Page page)
    {
        var groups = ConversationGroup.Of(run);
        page.Raw("<section class=\"list\" aria-labelledby=\"h-list\"><h2 id=\"h-list\">Conversations</h2>");
        Toolbar(page, groups);
        var list = page.NewPart();
        foreach (var group in groups)
            Group(list, group);
        LeftOut(page);
        page.Raw("<div id=\"list\">\n").Add(list).Raw("</div><p id=\"none\" class=\"note\" hidden>No conversation matches.</p></section>\n").Add(_later);
    }

    private void Toolbar(Page page, IReadOnlyList<ConversationGroup> groups)
    {
        var bad = run.Conversations.Count(one => one.Outcome.IsBad());
        var different = groups.Sum(group => group.Members.Count(one => IsDifferent(group, one)));
        page.Raw($"<div class=\"tools\" hidden><div class=\"filters\" role=\"group\" aria-label=\"Filter\"><button type=\"button\" data-f=\"all\" aria-pressed=\"true\">All <span>{run.Conversations.Count}</span></button><button type=\"button\" data-f=\"diff\" aria-pressed=\"false\">Differences <span>{different}</span></button><button type=\"button\" data-f=\"bad\" aria-pressed=\"false\">Failed <span>{bad}</span></button></div><label class=\"search\"><span>Search</span><input type=\"search\" id=\"q\" placeholder=\"Name, text, tool\" autocomplete=\"off\"></label><div class=\"fold\"><button type=\"button\" data-fold=\"1\">Open shown</button><button type=\"button\" data-fold=\"0\">Close all</button></div><p id=\"shown\" class=\"num\" role=\"status\"></p></div>");
    }

    /// <summary>What is not on the page, and where it is.</summary>
    private void LeftOut(Page page)
    {
        if (_withoutDetails > 0)
            page.Raw("<p class=\"warn\"><b>Left out to keep the page small:</b> ").Text($"the details of {Figures.Count(_withoutDetails, "conversation")}. They are in the JSON file of the run, {run.Id}.json.").Raw("</p>");
        if (_uncompared.Count > 0)
            page.Raw("<p class=\"warn\"><b>Left out to keep the page small:</b> ").Text($"{Figures.Count(_uncompared.Count, "comparison")} of variants: {string.Join(", ", _uncompared.Take(5))}{(_uncompared.Count > 5 ? $" and {Figures.Count(_uncompared.Count - 5)} more" : "")}. `colloquy test compare {run.Id} --variants A B` compares two variants; the turns are in the JSON file of the run, {run.Id}.json.").Raw("</p>");
    }

    private void Group(Page page, ConversationGroup group)
    {
        var trials = group.Trials().Concat(group.Restarts()).ToList();
        var isGroup = group.Pairs.Count > 0 || trials.Count > 0;
        if (isGroup)
            page.Raw("<div class=\"group\">");
        foreach (var line in trials)
            page.Raw("<p class=\"note trials\">").Text(line).Raw("</p>");
        foreach (var conversation in group.Members)
            Conversation(page, group, conversation);
        foreach (var pair in group.Pairs)
            Pair(page, pair);

        if (isGroup)
            page.Raw("</div>\n");
    }

    private void Conversation(Page page, ConversationGroup group, ConversationRecord conversation)
    {
        var key = ConversationKey.Of(conversation);
        var context = new SectionContext
        {
            Id = ids.Of(conversation),
            IsDifferent = IsDifferent(group, conversation),
            SinceBaseline = conversation.IsFork ? null : _since.GetValueOrDefault(key),
            Earlier = _earlier.GetValueOrDefault(key) ?? [],
            IsOpen = conversation.Outcome.IsBad() && _opened++ < MostOpen,
        };
        ConversationSection.Write(page, conversation, context, place =>
        {
            if (_written++ < MostWrittenOut)
                ConversationSection.Body(place, conversation, context);
            else
                Later(place, conversation, context);
        });
    }

    private void Pair(Page page, ConversationComparison pair)
    {
        var (before, after) = (pair.Before!.Variant!, pair.After!.Variant!);
        if (_written <= MostWrittenOut)
        {
            SideBySide.Write(page, pair, before, after);
            return;
        }

        if (IsFull(page))
        {
            _uncompared.Add($"{pair.Before.Name}, {before} with {after}");
            return;
        }

        var id = $"p{++_compared}";
        SideBySide.Write(page, pair, $"Compare {before} with {after}", id, place => place.Raw("<div class=\"cb\"><noscript><p class=\"note\">The comparison is shown by a script. The JSON file of the run has the turns.</p></noscript></div>"));
        Keep(id, part => SideBySide.Body(part, pair, before, after));
    }

    private void Later(Page page, ConversationRecord conversation, SectionContext context)
    {
        var isLeftOut = IsFull(page);
        ConversationSection.Brief(page, conversation, isLeftOut ? $"The details are left out to keep the page small. They are in the JSON file of the run, {run.Id}.json." : null);
        if (isLeftOut)
            _withoutDetails++;
        else
            Keep(context.Id, part => ConversationSection.Body(part, conversation, context));
    }

    private bool IsFull(Page page) => page.Length + _later.Length > MostLength;

    /// <summary>Keeps a part as text until it is opened.</summary>
    private void Keep(string id, Action<Page> write)
    {
        // All text in it is escaped, so nothing in it ends the script element.
        var part = _later.NewPart();
        write(part);
        _later.Raw($"<script type=\"text/plain\" id=\"{id}-body\">").Add(part).Raw("</script>\n");
    }

    private bool IsDifferent(ConversationGroup group, ConversationRecord conversation) =>
        group.Differs(conversation) || !conversation.IsFork && _since.TryGetValue(ConversationKey.Of(conversation), out var since) && (since.Changes & Change.OfBehavior) != 0;

    private static Dictionary<ConversationKey, List<TestOutcome>> EarlierOf(IReadOnlyList<RunSummary> history)
    {
        Dictionary<ConversationKey, List<TestOutcome>> earlier = [];
        foreach (var one in history.TakeLast(12).SelectMany(run => run.Conversations).Where(one => !one.IsFork))
        {
            var key = ConversationKey.Of(one);
            if (!earlier.TryGetValue(key, out var outcomes))
                earlier[key] = outcomes = [];
            outcomes.Add(one.Outcome);
        }

        return earlier;
    }
}
