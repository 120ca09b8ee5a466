namespace Colloquy.Testing;

/// <summary>The anchors of conversations within a page.</summary>
internal sealed class ReportIds
{
    private readonly Dictionary<ConversationRecord, string> _ids = new(ReferenceEqualityComparer.Instance);

    public ReportIds(IEnumerable<ConversationRecord> conversations)
    {
        foreach (var conversation in conversations)
            _ids.TryAdd(conversation, $"c{_ids.Count + 1}");
    }

    public string Of(ConversationRecord conversation) => _ids[conversation];
}
