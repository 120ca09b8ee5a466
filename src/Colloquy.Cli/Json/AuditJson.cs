namespace Colloquy.Cli;

/// <summary>A record of the audit, as <c>--json</c> shows it, one a line. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record AuditJson(DateTimeOffset At, string Action, string Actor, string? App, string? User, string? Role, string? Detail, long Turn, long After, bool Trail, long Position, long? Failed, string Chain)
{
    public static AuditJson Of(AuditRecord record, SessionOwner? actor) => new(
        record.At,
        record.Action.Value,
        record.Actor,
        actor?.App,
        actor is null ? null : UserText.Write(actor.User),
        record.Role,
        record.Detail,
        record.TurnStart.Value,
        record.After.Value,
        record.IsInTrail,
        record.Position.Value,
        record.Failed?.Value,
        record.Chain.ToString());
}
