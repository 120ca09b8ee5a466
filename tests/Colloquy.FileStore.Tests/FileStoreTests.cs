using Colloquy.Storage.Conformance;
using Colloquy.Storage.Conformance.Xunit;

namespace Colloquy.FileStore.Tests;

public sealed class Sessions : StoreSuiteTests<SessionSuite, FileHarness>;

public sealed class Keys : StoreSuiteTests<KeySuite, FileHarness>;

public sealed class Commits : StoreSuiteTests<CommitSuite, FileHarness>;

public sealed class Repeats : StoreSuiteTests<RepeatSuite, FileHarness>;

public sealed class Refusals : StoreSuiteTests<RefusalSuite, FileHarness>;

public sealed class WellFormed : StoreSuiteTests<WellFormedSuite, FileHarness>;

public sealed class Branches : StoreSuiteTests<BranchSuite, FileHarness>;

public sealed class Pages : StoreSuiteTests<PageSuite, FileHarness>;

public sealed class Lines : StoreSuiteTests<LineSuite, FileHarness>;

public sealed class Fidelity : StoreSuiteTests<FidelitySuite, FileHarness>;

public sealed class ReadBack : StoreSuiteTests<ReadBackSuite, FileHarness>;

public sealed class DamagedEntries : StoreSuiteTests<DamageSuite, FileHarness>;

public sealed class Verification : StoreSuiteTests<VerificationSuite, FileHarness>;

public sealed class State : StoreSuiteTests<StateSuite, FileHarness>;

public sealed class Leases : StoreSuiteTests<LeaseSuite, FileHarness>;

public sealed class Queues : StoreSuiteTests<QueueSuite, FileHarness>;

public sealed class Fencing : StoreSuiteTests<FencingSuite, FileHarness>;

public sealed class Details : StoreSuiteTests<DetailsSuite, FileHarness>;

public sealed class Listings : StoreSuiteTests<ListingSuite, FileHarness>;

public sealed class Directories : StoreSuiteTests<DirectorySuite, FileHarness>;

public sealed class Approvals : StoreSuiteTests<ApprovalSuite, FileHarness>;

public sealed class Usage : StoreSuiteTests<UsageSuite, FileHarness>;

public sealed class Searches : StoreSuiteTests<SearchSuite, FileHarness>;

public sealed class Concurrency : StoreSuiteTests<ConcurrencySuite, FileHarness>;

public sealed class Properties : StoreSuiteTests<PropertySuite, FileHarness>;

public sealed class Histories : StoreSuiteTests<HistorySuite, FileHarness>;

public sealed class Consistency : StoreSuiteTests<ConsistencySuite, FileHarness>;

public sealed class Documents : StoreSuiteTests<DocumentSuite, FileHarness>;

public sealed class Followers : StoreSuiteTests<FollowingSuite, FileHarness>;

public sealed class Agents : StoreSuiteTests<AgentSuite, FileHarness>;

public sealed class Lifecycle : StoreSuiteTests<LifecycleSuite, FileHarness>;

public sealed class Limits : StoreSuiteTests<LimitSuite, FileHarness>;

public sealed class Copies : StoreSuiteTests<CopySuite, FileHarness>;

public sealed class Transformed : TransformedStoreTests<FileHarness>;

public sealed class Coverage : EverySuiteIsCovered<FileHarness>;
