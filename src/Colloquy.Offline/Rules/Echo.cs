namespace Colloquy.Offline;

/// <summary>Answers anything: says what it is, and what it was sent, so that a lost history is seen at once.</summary>
internal static class Echo
{
    public static OfflineAnswer? Answer(OfflineRequest request)
    {
        var earlier = request.Earlier.Count == 1 ? "1 earlier message" : $"{request.Earlier.Count} earlier messages";
        return OfflineAnswer.Say($"(offline stand-in) You said: \"{request.Text}\". I have {earlier} of this conversation.");
    }
}
