namespace Colloquy.Testing;

/// <summary>What makes a conversation the same in two runs. The place of a loss does, and not its number: a place before it can come or go.</summary>
internal readonly record struct ConversationKey(string Name, string? Variant, int Trial, string? Restart)
{
    public static ConversationKey Of(ConversationRecord one) => new(one.Name, one.Variant, one.Restart is null ? one.Trial : 0, one.Restart);

    public static ConversationKey Of(ConversationSummary one) => new(one.Name, one.Variant, one.Restart is null ? one.Trial : 0, one.Restart);
}
