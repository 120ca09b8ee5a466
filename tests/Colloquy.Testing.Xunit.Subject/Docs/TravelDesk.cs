using Colloquy;
using Colloquy.Offline;

namespace Subject.Docs;

// snippet: xunit-setup
public sealed class TravelDesk : IConversationSetup
{
    public void Configure(ConversationBuilder conversation) =>
        conversation.UseAgent(parts => new Agent(parts.Client(() => new OfflineChatClient())) { Name = "travel desk" });
}

// snippet: end
