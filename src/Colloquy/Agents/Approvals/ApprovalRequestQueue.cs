namespace Colloquy;

/// <summary>The requests for approval that are to be written in one commit, with the answers that were remembered.</summary>
/// <param name="asked">Learns of each request and answer when it has a position.</param>
internal sealed class ApprovalRequestQueue(ApprovalRequests asked)
{
    private readonly List<(ApprovalRequestBody Request, ApprovalAnswerBody? Answer)> _requests = [];

    /// <summary>Adds a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="answer">An answer that was remembered; null to wait for one.</param>
    public void Add(ApprovalRequestBody request, ApprovalAnswerBody? answer = null) => _requests.Add((request, answer));

    /// <summary>Writes the requests.</summary>
    public void AppendTo(EntryWriter writer, Position turn, string author)
    {
        foreach (var (request, answer) in _requests)
        {
            var entry = writer.Append(request, turn, author);
            asked.Saw(entry, request);
            if (answer is null)
                continue;

            var answered = answer with { Request = entry.Position };
            asked.Saw(writer.Append(answered, turn, author), answered);
        }
    }
}
