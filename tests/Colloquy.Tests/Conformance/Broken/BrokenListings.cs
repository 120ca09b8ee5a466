using System.Text.RegularExpressions;

namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Looks for titles with LIKE, and escapes nothing.</summary>
public sealed class TreatsPercentAsWildcard(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default)
    {
        if (query.TitleContains is not { } text)
            return await base.ListAsync(owner, query, cancellationToken);

        var pattern = new Regex(string.Concat(text.Select(c => c == '%' ? ".*" : c == '_' ? "." : Regex.Escape($"{c}"))), RegexOptions.IgnoreCase);
        var page = await base.ListAsync(owner, query with { TitleContains = null }, cancellationToken);
        return page with { Sessions = [.. page.Sessions.Where(record => record.Details.Title is { } title && pattern.IsMatch(title))] };
    }
}

/// <summary>Lists the sessions of all users of an app.</summary>
public sealed class ListsOtherUsers(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default) =>
        base.ListAllAsync(SessionSelection.OfApp(owner.App), query, cancellationToken);
}

/// <summary>Goes on after the time of the last session, and forgets the others of that time.</summary>
public sealed class PagesByTimeAlone(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default)
    {
        var after = query.After is { } cursor ? cursor with { Key = new SessionKey("\U0010FFFD", owner) } : null;
        return base.ListAsync(owner, query with { After = after }, cancellationToken);
    }
}

/// <summary>Applies the filters after it has cut the page.</summary>
public sealed class FiltersThePage(TimeProvider clock) : BrokenStore(clock)
{
    public override async ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default)
    {
        var page = await base.ListAsync(owner, query with { Activity = null, UpdatedSince = null, TitleContains = null }, cancellationToken);
        return page with { Sessions = [.. page.Sessions.Where(record => query.Activity is null || record.Activity == query.Activity)] };
    }
}

/// <summary>Shows the directory of one user only.</summary>
public sealed class HidesOwners(TimeProvider clock) : BrokenStore(clock)
{
    public override ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default) =>
        base.ListAllAsync(selection.IsOneUser ? selection : selection.App is { } app ? SessionSelection.OfOwner(new SessionOwner(app: app)) : SessionSelection.OfUser(null), query, cancellationToken);
}
